namespace Vidora.Integration.Benchmarks;

/// <summary>What a <see cref="SocketLoad"/> saw.</summary>
/// <param name="Milliseconds">How long each request took, in ascending order.</param>
/// <param name="Refused">How many were answered with something else than 202.</param>
/// <param name="Elapsed">How long it ran.</param>
internal sealed record SocketLoadResult(IReadOnlyList<double> Milliseconds, int Refused, TimeSpan Elapsed)
{
    public int Count => Milliseconds.Count;

    public double Percentile(double share) => Milliseconds[Math.Min(Count - 1, (int)(Count * share))];
}
