using System.Runtime.InteropServices;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>
/// Computes scores from sums over the received events, in place of Vidora's models. Time counts back from the latest
/// event; an event loses half its weight in seven days.
/// The README states the rules.
/// </summary>
internal static class StandInScores
{
    private const double HalfLifeSeconds = 7 * 86_400;
    private const double OtherEvents = 0.05;

    /// <summary>Returns one score per user, with six digits as in the documented sample. Sorts the rows.</summary>
    public static double[] Compute(EmulatedPipeline pipeline, List<ActivityRow> rows, int users)
    {
        var scores = new double[users];
        if (rows.Count == 0)
        {
            return scores;
        }

        rows.Sort((a, b) => a.User != b.User ? a.User.CompareTo(b.User) : a.Time.CompareTo(b.Time));
        var all = CollectionsMarshal.AsSpan(rows);
        var latest = long.MinValue;
        foreach (ref readonly var row in all)
        {
            latest = Math.Max(latest, row.Time);
        }

        var typical = pipeline.Type == VidoraPipelineType.LookAlike ? TypicalOfGroup(all, pipeline.LabelAttribute is not null) : [];
        var start = 0;
        while (start < all.Length)
        {
            var end = start + 1;
            while (end < all.Length && all[end].User == all[start].User)
            {
                end++;
            }

            var score = Score(pipeline.Type, all[start..end], latest, typical);
            scores[all[start].User] = Math.Round(score, 6);
            start = end;
        }

        return scores;
    }

    private static double Score(VidoraPipelineType type, ReadOnlySpan<ActivityRow> events, long latest, double[] typical) =>
        type == VidoraPipelineType.Classification ? Classification(events, latest)
        : type == VidoraPipelineType.LookAlike ? LookAlike(events, typical)
        : type == VidoraPipelineType.Uplift ? Uplift(events, latest)
        : type == VidoraPipelineType.Regression ? Regression(events, latest)
        : FutureEvents(events, latest);

    private static double FutureEvents(ReadOnlySpan<ActivityRow> events, long latest)
    {
        var weight = 0.0;
        foreach (ref readonly var row in events)
        {
            weight += Weight(row.Time, latest) * (row.IsTarget ? 1 : OtherEvents);
        }

        return weight / (weight + 1);
    }

    private static double Classification(ReadOnlySpan<ActivityRow> events, long latest)
    {
        double labelled = 0, targets = 0;
        foreach (ref readonly var row in events)
        {
            var weight = row.IsTarget ? Weight(row.Time, latest) : 0;
            targets += weight;
            labelled += row.HasLabel ? weight : 0;
        }

        return (1 + labelled) / (2 + targets);
    }

    private static double LookAlike(ReadOnlySpan<ActivityRow> events, double[] typical)
    {
        var sum = 0.0;
        foreach (ref readonly var row in events)
        {
            sum += typical[row.Type];
        }

        return sum / events.Length;
    }

    private static double Uplift(ReadOnlySpan<ActivityRow> events, long latest)
    {
        var first = 0;
        while (first < events.Length && !events[first].IsTarget)
        {
            first++;
        }

        if (first == events.Length)
        {
            return 0.5;
        }

        var before = first / (1 + ((events[first].Time - events[0].Time) / 86_400.0));
        var after = (events.Length - first - 1) / (1 + ((latest - events[first].Time) / 86_400.0));
        return before + after == 0 ? 0.5 : after / (before + after);
    }

    private static double Regression(ReadOnlySpan<ActivityRow> events, long latest)
    {
        double sum = 0, weights = 0;
        foreach (ref readonly var row in events)
        {
            if (row.IsTarget && double.IsFinite(row.Label))
            {
                var weight = Math.Max(Weight(row.Time, latest), 1e-9);
                sum += weight * row.Label;
                weights += weight;
            }
        }

        return weights == 0 ? 0 : sum / weights;
    }

    private static double Weight(long time, long latest) => Math.Pow(2, (time - latest) / HalfLifeSeconds);

    /// <summary>Returns for each type its share of the group's events divided by that plus its share of the others' events.</summary>
    private static double[] TypicalOfGroup(ReadOnlySpan<ActivityRow> rows, bool byLabel)
    {
        var members = new HashSet<int>();
        var types = 0;
        foreach (ref readonly var row in rows)
        {
            types = Math.Max(types, row.Type + 1);
            if (row.IsTarget && (row.HasLabel || !byLabel))
            {
                members.Add(row.User);
            }
        }

        var inGroup = new double[types];
        var outside = new double[types];
        double all = 1, allOutside = 1;
        foreach (ref readonly var row in rows)
        {
            if (members.Contains(row.User))
            {
                inGroup[row.Type]++;
                all++;
            }
            else
            {
                outside[row.Type]++;
                allOutside++;
            }
        }

        var typical = new double[types];
        for (var type = 0; type < types; type++)
        {
            var share = (inGroup[type] + 1) / all;
            typical[type] = share / (share + ((outside[type] + 1) / allOutside));
        }

        return typical;
    }
}
