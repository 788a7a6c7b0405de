using Vidora.Integration.Pipelines.Activity;

namespace Vidora.Integration.Pipelines.Features;

/// <summary>
/// Computes the features of one user at a time, in one pass over the user's events in the order in which they became known. The same
/// code makes the rows for training and for prediction.
/// </summary>
internal sealed class UserState
{
    private const double Day = 86_400;
    private const double NeverDays = 400;
    private const double Prior = 5;
    private const double PlainFloor = 0.02;

    private static readonly int _scales = FeatureSchema.HalfLifeDays.Length;
    private static readonly double[] _rates = [.. FeatureSchema.HalfLifeDays.Select(days => Math.Log(2) / (days * Day))];

    private readonly FeatureSchema _schema;
    private readonly Counter[] _types;
    private readonly double[] _typeTotals;
    private readonly double[] _categories;
    private readonly double[] _platforms;
    private readonly double[] _hours = new double[FeatureSchema.HourParts];
    private readonly double[] _activeDays = new double[_scales];
    private readonly int[] _plain;
    private Counter _goal;
    private Counter _all;
    private double _events, _weekend, _orders, _amounts, _categoryTotal, _platformTotal;
    private long _first, _last, _lastDay, _dayCount;

    public UserState(FeatureSchema schema)
    {
        _schema = schema;
        _plain = schema.Plain;
        _types = new Counter[schema.Types.Count];
        _typeTotals = new double[schema.Types.Count];
        _categories = new double[schema.Categories.Count];
        _platforms = new double[schema.Platforms.Count];
    }

    /// <summary>Gets the time of the last action; 0 without one.</summary>
    public long LastActive => _last;

    public void Clear()
    {
        Array.Clear(_types);
        Array.Clear(_typeTotals);
        Array.Clear(_categories);
        Array.Clear(_platforms);
        Array.Clear(_hours);
        Array.Clear(_activeDays);
        (_goal, _all) = (default, default);
        (_events, _weekend, _orders, _amounts, _categoryTotal, _platformTotal) = (0, 0, 0, 0, 0, 0);
        (_first, _last, _lastDay, _dayCount) = (0, 0, -1, 0);
    }

    public void Add(in ActivityRecord record)
    {
        ref readonly var shape = ref _schema.Shapes[record.Shape];
        if (shape.IsHidden)
        {
            return;
        }

        long time = record.Time;
        if (shape.Type >= 0)
        {
            _types[shape.Type].Add(time);
        }

        if (shape.IsGoal)
        {
            _goal.Add(time);
        }

        if (!shape.IsActive)
        {
            return;
        }

        _all.Add(time);
        _events++;
        if (shape.Type >= 0)
        {
            _typeTotals[shape.Type]++;
        }

        if (shape.HasCategory)
        {
            _categoryTotal++;
            if (shape.Category >= 0)
            {
                _categories[shape.Category]++;
            }
        }

        if (shape.Platform >= 0)
        {
            _platformTotal++;
            _platforms[shape.Platform]++;
        }

        _hours[time % 86_400 * FeatureSchema.HourParts / 86_400]++;
        var day = time / 86_400;
        _weekend += day % 7 is 2 or 3 ? 1 : 0;
        if (day > _lastDay)
        {
            for (var i = 0; i < _scales; i++)
            {
                _activeDays[i] = (_lastDay < 0 ? 0 : _activeDays[i] * Math.Exp(-_rates[i] * Day * (day - _lastDay))) + 1;
            }

            _lastDay = day;
            _dayCount++;
        }

        if (record.Value > 0)
        {
            _orders++;
            _amounts += record.Value;
        }

        _first = _first == 0 ? time : Math.Min(_first, time);
        _last = Math.Max(_last, time);
    }

    /// <summary>Writes the features as they are at a cutoff, behind all events that were known before it.</summary>
    public void Write(long cutoff, Span<float> row)
    {
        var next = 0;
        Span<double> counts = stackalloc double[_scales];
        if (_schema.GoalConditions != 0)
        {
            _goal.At(cutoff, counts);
            row[next++] = (float)Math.Log(counts[1] + PlainFloor);
            next = WriteCounts(row, next, counts);
            row[next++] = Since(_goal.Last, cutoff);
        }

        _all.At(cutoff, counts);
        row[next++] = Since(_last, cutoff);
        next = WriteCounts(row, next, counts);
        for (var i = 1; i < _scales; i++)
        {
            row[next++] = Log(_lastDay < 0 ? 0 : _activeDays[i] * Math.Exp(-_rates[i] * Day * Math.Max(0, (cutoff / 86_400) - _lastDay)));
        }

        row[next++] = Log(_orders);
        row[next++] = Log(_amounts);
        row[next++] = Log((_amounts + (Prior * 10)) / (_orders + Prior));
        var tenure = _first == 0 ? 0 : (cutoff - _first) / Day;
        var since = _last == 0 ? NeverDays : (cutoff - _last) / Day;
        var gap = (tenure + 1) / (_dayCount + 1);
        row[next++] = Log(tenure);
        row[next++] = (float)((_dayCount + 0.5) / (tenure + 2));
        row[next++] = (float)Math.Log((since + 0.5) / (gap + 0.5));
        row[next++] = Log((_events + 1) / (_dayCount + 1.0));
        row[next++] = (float)((_weekend + (Prior * 2 / 7)) / (_events + Prior));
        var (types, categories, platforms) = (_types.Length, _categories.Length, _platforms.Length);
        for (var i = 0; i < _hours.Length; i++)
        {
            row[next++] = Share(_hours[i], _events, _schema.Priors[types + categories + platforms + i]);
        }

        for (var i = 0; i < types; i++)
        {
            _types[i].At(cutoff, counts);
            next = WriteCounts(row, next, counts);
            row[next++] = Since(_types[i].Last, cutoff);
            row[next++] = Share(_typeTotals[i], _events, _schema.Priors[i]);
        }

        for (var i = 0; i < categories; i++)
        {
            row[next++] = Share(_categories[i], _categoryTotal, _schema.Priors[types + i]);
        }

        for (var i = 0; i < platforms; i++)
        {
            row[next++] = Share(_platforms[i], _platformTotal, _schema.Priors[types + categories + i]);
        }
    }

    private static int WriteCounts(Span<float> row, int next, ReadOnlySpan<double> counts)
    {
        foreach (var count in counts)
        {
            row[next++] = Log(count);
        }

        return next;
    }

    private static float Log(double value) => (float)Math.Log(1 + value);

    /// <summary>Returns the logarithm of the days since a time. What never happened counts as longer ago than all else.</summary>
    private static float Since(long time, long cutoff) => Log(time == 0 ? NeverDays : Math.Min(NeverDays, (cutoff - time) / Day));

    /// <summary>Returns the logarithm of a share against that of all users, drawn towards it when there are few events.</summary>
    private static float Share(double count, double total, double prior) => (float)Math.Log((count + (Prior * prior)) / ((total + Prior) * prior));

    /// <summary>Counts events that lose half their weight in each of the half-lives.</summary>
    private struct Counter
    {
        private double _day, _week, _month, _season;
        private long _at;

        public long Last { get; private set; }

        public void Add(long time)
        {
            var seconds = time - _at;
            if (seconds > 0 && _at > 0)
            {
                _day *= Math.Exp(-_rates[0] * seconds);
                _week *= Math.Exp(-_rates[1] * seconds);
                _month *= Math.Exp(-_rates[2] * seconds);
                _season *= Math.Exp(-_rates[3] * seconds);
            }

            if (seconds >= 0)
            {
                _at = time;
                (_day, _week, _month, _season) = (_day + 1, _week + 1, _month + 1, _season + 1);
            }
            else
            {
                // It became known late.
                _day += Math.Exp(_rates[0] * seconds);
                _week += Math.Exp(_rates[1] * seconds);
                _month += Math.Exp(_rates[2] * seconds);
                _season += Math.Exp(_rates[3] * seconds);
            }

            Last = Math.Max(Last, time);
        }

        public readonly void At(long cutoff, Span<double> counts)
        {
            if (_at == 0)
            {
                counts.Clear();
                return;
            }

            var seconds = cutoff - _at;
            counts[0] = _day * Math.Exp(-_rates[0] * seconds);
            counts[1] = _week * Math.Exp(-_rates[1] * seconds);
            counts[2] = _month * Math.Exp(-_rates[2] * seconds);
            counts[3] = _season * Math.Exp(-_rates[3] * seconds);
        }
    }
}
