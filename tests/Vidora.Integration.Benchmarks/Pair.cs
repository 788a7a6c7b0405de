namespace Vidora.Integration.Benchmarks;

/// <summary>
/// A figure and its floor, the least that has to be done for it. They are measured in turns and change places each round, so that
/// a busy machine slows both alike.
/// </summary>
internal sealed class Pair
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required string FloorName { get; init; }

    /// <summary>Measures a round of the figure.</summary>
    public required Func<Task<double>> Figure { get; init; }

    /// <summary>Measures a round of the floor.</summary>
    public required Func<Task<double>> Floor { get; init; }

    /// <summary>Gets whether less is better: the unit is a time or a size, not a rate.</summary>
    public bool IsCost { get; init; }

    /// <summary>Gets the least good ratio; null when the ratio only informs.</summary>
    public double? AtLeast { get; init; }

    public int Rounds { get; init; } = 10;

    /// <summary>Gets the rounds before the first that counts.</summary>
    public int WarmUps { get; init; } = 1;

    public async Task<PairResult> MeasureAsync()
    {
        var figures = new List<double>();
        var floors = new List<double>();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var floor = round % 2 == 0 ? await Floor() : 0;
            var figure = await Figure();
            floor = round % 2 == 0 ? floor : await Floor();
            if (round >= 0)
            {
                figures.Add(figure);
                floors.Add(floor);
            }
        }

        return new PairResult(
            Median(figures), Median(floors), [.. figures.Zip(floors, (figure, floor) => IsCost ? floor / figure : figure / floor).Order()]);
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
