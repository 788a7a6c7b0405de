namespace Vidora.Integration.Benchmarks;

/// <summary>What a <see cref="Pair"/> has measured.</summary>
/// <param name="Figure">The median of the figure's rounds.</param>
/// <param name="Floor">The median of the floor's rounds.</param>
/// <param name="Ratios">The ratio of each round, in ascending order; 1 is as good as the floor, and more is better.</param>
internal sealed record PairResult(double Figure, double Floor, IReadOnlyList<double> Ratios)
{
    public double Ratio => Pair.Median(Ratios);
}
