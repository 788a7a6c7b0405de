using Vidora.Integration.Pipelines.Activity;

namespace Vidora.Integration.Pipelines.Features;

/// <summary>
/// Chooses which event types, categories and platforms become features: the most frequent ones of the events known before a cutoff,
/// in an order that depends on their counts and names alone.
/// </summary>
internal sealed class FeatureSchema
{
    public const int MaxTypes = 10;
    public const int MaxCategories = 8;
    public const int MaxPlatforms = 4;
    public const int HourParts = 4;
    public static readonly double[] HalfLifeDays = [1, 7, 30, 120];

    private FeatureSchema(Catalog catalog, string[] types, string[] categories, string[] platforms, double[] priors, uint goal, uint hidden)
    {
        (Types, Categories, Platforms, GoalConditions, HiddenConditions, Priors) = (types, categories, platforms, goal, hidden, priors);
        Shapes = new ShapeColumns[catalog.Shapes.Count];
        for (var i = 0; i < Shapes.Length; i++)
        {
            var shape = catalog.Shapes[i];
            Shapes[i] = shape.IsAttribute || (shape.Conditions & hidden) != 0
                ? new ShapeColumns { IsHidden = true }
                : new ShapeColumns
                {
                    Type = Array.IndexOf(types, catalog.Types[shape.Type]),
                    Category = shape.Category < 0 ? -1 : Array.IndexOf(categories, catalog.Categories[shape.Category]),
                    Platform = shape.Platform < 0 ? -1 : Array.IndexOf(platforms, catalog.Platforms[shape.Platform]),
                    IsActive = shape.IsActive,
                    IsGoal = (shape.Conditions & goal) != 0,
                    HasCategory = shape.Category >= 0,
                };
        }

        Features = [.. Describe()];
    }

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<string> Categories { get; }

    public IReadOnlyList<string> Platforms { get; }

    /// <summary>Gets the conditions of the goal, as bits; 0 without a goal.</summary>
    public uint GoalConditions { get; }

    /// <summary>Gets the conditions whose events are no features: treatment and control of an uplift.</summary>
    public uint HiddenConditions { get; }

    public ShapeColumns[] Shapes { get; }

    /// <summary>Gets the shares of types, categories, platforms and parts of the day over all users, in this order.</summary>
    public double[] Priors { get; }

    public IReadOnlyList<Feature> Features { get; }

    public int Count => Features.Count;

    /// <summary>Gets the column of the plain rule: the logarithm of the goal's count that halves every seven days.</summary>
    public int PlainGoal => GoalConditions == 0 ? -1 : 0;

    /// <summary>Gets the columns of recency, frequency and amount.</summary>
    public int[] Plain => PlainGoal >= 0 ? [PlainGoal] : [Offset, Offset + 3, Offset + 9];

    private int Offset => GoalConditions == 0 ? 0 : 6;

    public static FeatureSchema Of(ActivityStore store, long before, uint goal, uint hidden, CancellationToken cancellationToken)
    {
        var catalog = store.Catalog;
        var counts = new long[catalog.Shapes.Count];
        var hours = new long[HourParts];
        using (var cursor = store.Open())
        {
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (ref readonly var record in cursor.Records)
                {
                    if (record.Known >= before)
                    {
                        break;
                    }

                    counts[record.Shape]++;
                    if (catalog.Shapes[record.Shape].IsActive)
                    {
                        hours[record.Time % 86_400 * HourParts / 86_400]++;
                    }
                }
            }
        }

        var shapes = catalog.Shapes;
        var shown = Enumerable.Range(0, counts.Length)
            .Where(i => counts[i] > 0 && !shapes[i].IsAttribute && (shapes[i].Conditions & hidden) == 0
                && catalog.Types[shapes[i].Type] is not ("user_attribute_change" or "user_identity_change"))
            .ToList();
        var types = Top(shown.Select(i => (catalog.Types[shapes[i].Type], counts[i] * ((shapes[i].Conditions & goal) != 0 ? 1_000_000 : 1))), MaxTypes);
        var categories = Top(shown.Where(i => shapes[i].Category >= 0).Select(i => (catalog.Categories[shapes[i].Category], counts[i])), MaxCategories);
        var platforms = Top(shown.Where(i => shapes[i].Platform >= 0).Select(i => (catalog.Platforms[shapes[i].Platform], counts[i])), MaxPlatforms);
        double[] priors =
        [
            .. Shares(types, shown.Where(i => shapes[i].IsActive).Select(i => (catalog.Types[shapes[i].Type], counts[i]))),
            .. Shares(categories, shown.Where(i => shapes[i].Category >= 0).Select(i => (catalog.Categories[shapes[i].Category], counts[i]))),
            .. Shares(platforms, shown.Where(i => shapes[i].Platform >= 0 && shapes[i].IsActive).Select(i => (catalog.Platforms[shapes[i].Platform], counts[i]))),
            .. hours.Select(count => Math.Max(1, count) / (double)Math.Max(1, hours.Sum())),
        ];
        return new FeatureSchema(catalog, types, categories, platforms, priors, goal, hidden);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, for a store whose shapes may have become more.</summary>
    public static FeatureSchema Read(BinaryReader reader, Catalog catalog, uint goal, uint hidden)
    {
        string[] Names() => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];
        var (types, categories, platforms) = (Names(), Names(), Names());
        return new FeatureSchema(catalog, types, categories, platforms, [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadDouble())], goal, hidden);
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var names in new[] { Types, Categories, Platforms })
        {
            writer.Write(names.Count);
            foreach (var name in names)
            {
                writer.Write(name);
            }
        }

        writer.Write(Priors.Length);
        foreach (var prior in Priors)
        {
            writer.Write(prior);
        }
    }

    private static string[] Top(IEnumerable<(string Name, long Count)> counts, int max) =>
    [
        .. counts.GroupBy(pair => pair.Name, StringComparer.Ordinal).Select(group => (Name: group.Key, Count: group.Sum(pair => pair.Count)))
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Name, StringComparer.Ordinal).Take(max).Select(pair => pair.Name),
    ];

    private static double[] Shares(string[] names, IEnumerable<(string Name, long Count)> counts)
    {
        var sums = new double[names.Length];
        var all = 1.0;
        foreach (var (name, count) in counts)
        {
            all += count;
            if (Array.IndexOf(names, name) is >= 0 and var index)
            {
                sums[index] += count;
            }
        }

        return [.. sums.Select(sum => Math.Max(sum, 1) / all)];
    }

    private IEnumerable<Feature> Describe()
    {
        if (GoalConditions != 0)
        {
            yield return new("how often and how recently the goal happened (plain rule)", Feature.EventTypes);
            foreach (var days in HalfLifeDays)
            {
                yield return new($"goal events, halved every {Days(days)}", Feature.EventTypes);
            }

            yield return new("days since the last goal event", Feature.EventTypes);
        }

        yield return new("days since the user was last active", Feature.ActiveDays);
        foreach (var days in HalfLifeDays)
        {
            yield return new($"all events, halved every {Days(days)}", Feature.ActiveDays);
        }

        foreach (var days in HalfLifeDays.Skip(1))
        {
            yield return new($"active days, halved every {Days(days)}", Feature.ActiveDays);
        }

        yield return new("orders with an amount", Feature.EventTypes);
        yield return new("amount of all orders", Feature.EventTypes);
        yield return new("amount of a usual order", Feature.EventTypes);
        yield return new("days since the first event", Feature.ActiveDays);
        yield return new("share of days with activity", Feature.ActiveDays);
        yield return new("days since the last activity against the user's usual gap", Feature.ActiveDays);
        yield return new("events on an active day", Feature.ActiveDays);
        yield return new("share of events at the weekend", Feature.ActiveDays);
        for (var part = 0; part < HourParts; part++)
        {
            yield return new($"share of events from {part * 6} to {(part + 1) * 6} h UTC", Feature.ActiveDays);
        }

        foreach (var type in Types)
        {
            foreach (var days in HalfLifeDays)
            {
                yield return new($"{type}, halved every {Days(days)}", Feature.EventTypes);
            }

            yield return new($"days since the last {type}", Feature.EventTypes);
            yield return new($"share of {type}", Feature.EventTypes);
        }

        foreach (var category in Categories)
        {
            yield return new($"share of {category}", Feature.Categories);
        }

        foreach (var platform in Platforms)
        {
            yield return new($"share of {platform}", Feature.ActiveDays);
        }
    }

    private static string Days(double days) => days == 1 ? "day" : $"{days:0} days";

    /// <summary>Says where the events of a shape are counted; -1 where they are not.</summary>
    internal struct ShapeColumns
    {
        public int Type;
        public int Category;
        public int Platform;
        public bool IsActive;
        public bool IsGoal;
        public bool IsHidden;
        public bool HasCategory;
    }
}
