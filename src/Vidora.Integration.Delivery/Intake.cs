using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Mapping;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery;

/// <summary>Counts what arrived in the last five minutes, and what the mapper left out of it. Safe for concurrent use.</summary>
internal sealed class Intake(TimeProvider time)
{
    private const int Slots = 10;

    private static readonly TimeSpan _slot = TimeSpan.FromSeconds(30);

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Slot[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new Slot())];
    private long _current;
    private long? _lastArrival;

    /// <summary>Gets the time that <see cref="Read"/> looks back.</summary>
    public static TimeSpan Window => _slot * Slots;

    /// <summary>Gets the time since something arrived, or since the start.</summary>
    public TimeSpan SinceLastArrival
    {
        get
        {
            lock (_lock)
            {
                return time.GetElapsedTime(_lastArrival ?? _start);
            }
        }
    }

    /// <summary>Gets a sentence when most of what arrived was left out; null otherwise.</summary>
    public string? Complaint => Read() is var (forwarded, leftOut, reason) && leftOut > forwarded
        ? $"The mapping left out {Words.Number(leftOut)} of {Words.Count(forwarded + leftOut, "event", "events")} of the last {Durations.Of(Window)}, "
            + $"mostly for {reason}: check Mapping of this account."
        : null;

    public void Add(long forwarded, IEnumerable<(MappingIssueCode Code, int Events)> leftOut)
    {
        lock (_lock)
        {
            _lastArrival = time.GetTimestamp();
            var slot = MoveOn();
            slot.Forwarded += forwarded;
            foreach (var (code, events) in leftOut)
            {
                slot.LeftOut[code] = slot.LeftOut.GetValueOrDefault(code) + events;
            }
        }
    }

    /// <summary>Returns the events of the last five minutes: those forwarded, those left out, and the reason of most of these.</summary>
    public (long Forwarded, long LeftOut, string Reason) Read()
    {
        lock (_lock)
        {
            MoveOn();
            var byReason = _slots.SelectMany(slot => slot.LeftOut)
                .GroupBy(entry => entry.Key, entry => entry.Value)
                .ToDictionary(group => group.Key, group => group.Sum());
            return (
                _slots.Sum(slot => slot.Forwarded),
                byReason.Values.Sum(),
                byReason.Count == 0 ? "" : IssueReason.Of(byReason.MaxBy(entry => entry.Value).Key));
        }
    }

    private Slot MoveOn()
    {
        var now = time.GetElapsedTime(_start).Ticks / _slot.Ticks;
        for (var passed = Math.Max(_current + 1, now - Slots + 1); passed <= now; passed++)
        {
            _slots[passed % Slots].Clear();
        }

        _current = now;
        return _slots[now % Slots];
    }

    private sealed class Slot
    {
        public long Forwarded { get; set; }

        public Dictionary<MappingIssueCode, long> LeftOut { get; } = [];

        public void Clear()
        {
            Forwarded = 0;
            LeftOut.Clear();
        }
    }
}
