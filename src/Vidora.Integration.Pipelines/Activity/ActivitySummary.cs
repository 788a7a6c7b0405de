namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Counts what an activity store holds, each event once.</summary>
internal sealed class ActivitySummary
{
    private const double QuietDay = 0.01;

    public long Events { get; private set; }

    public int Users { get; private set; }

    /// <summary>Gets the events of each type, by its number.</summary>
    public long[] EventsOfType { get; private set; } = [];

    /// <summary>Gets the users of each type, by its number.</summary>
    public int[] UsersOfType { get; private set; } = [];

    /// <summary>Gets the events that meet each condition.</summary>
    public long[] EventsOfCondition { get; private set; } = [];

    /// <summary>Gets the time of the first event, in seconds since 1970.</summary>
    public long From { get; private set; }

    /// <summary>
    /// Gets the end of the history: the second behind the last event. Days with under one percent of the usual events behind the last
    /// usual day do not count, so that one wrong clock does not move it.
    /// </summary>
    public long Until { get; private set; }

    public static ActivitySummary Of(ActivityCursor cursor, Catalog catalog, int conditions, long now, CancellationToken cancellationToken)
    {
        var summary = new ActivitySummary
        {
            EventsOfType = new long[catalog.Types.Count],
            UsersOfType = new int[catalog.Types.Count],
            EventsOfCondition = new long[conditions],
        };
        var lastUser = new int[catalog.Types.Count];
        Array.Fill(lastUser, -1);
        var days = new SortedDictionary<long, (long Count, long Last)>();
        long day = -1, count = 0, last = 0;
        void EndDay()
        {
            if (day >= 0)
            {
                var known = days.GetValueOrDefault(day);
                days[day] = (known.Count + count, Math.Max(known.Last, last));
            }
        }

        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            summary.Users++;
            foreach (ref readonly var record in cursor.Records)
            {
                var shape = catalog.Shapes[record.Shape];
                if (shape.IsAttribute)
                {
                    continue;
                }

                summary.Events++;
                summary.EventsOfType[shape.Type]++;
                if (lastUser[shape.Type] != cursor.User)
                {
                    lastUser[shape.Type] = cursor.User;
                    summary.UsersOfType[shape.Type]++;
                }

                for (var bits = shape.Conditions; bits != 0; bits &= bits - 1)
                {
                    summary.EventsOfCondition[System.Numerics.BitOperations.TrailingZeroCount(bits)]++;
                }

                if (record.Known / 86_400 != day)
                {
                    EndDay();
                    (day, count, last) = (record.Known / 86_400, 0, 0);
                }

                count++;
                last = Math.Max(last, record.Known);
            }
        }

        EndDay();
        if (days.Count > 0)
        {
            var usual = days.Values.Select(value => value.Count).Order().ElementAt(days.Count / 2) * QuietDay;
            var usualDays = days.Where(pair => pair.Value.Count > usual && pair.Key * 86_400 <= now).DefaultIfEmpty(days.First()).ToList();
            summary.From = usualDays[0].Key * 86_400;
            summary.Until = usualDays[^1].Value.Last + 1;
        }

        return summary;
    }
}
