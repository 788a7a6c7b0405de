namespace Vidora.Integration.Delivery.Timing;

/// <summary>Compares the wall clock with elapsed time, because a wall clock can be put right, or wrong, while a process runs.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startStamp = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _lead;

    /// <summary>Gets the time since the watch began.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_startStamp);

    /// <summary>Gets the time for ages: the wall clock's, but never more than elapsed time has added since the start.</summary>
    public DateTimeOffset ForAges
    {
        get
        {
            var (now, elapsed) = (time.GetUtcNow(), _start + Uptime);
            return now < elapsed ? now : elapsed;
        }
    }

    /// <summary>Returns whether the wall clock was put back since the last call.</summary>
    public bool WasPutBack()
    {
        lock (_lock)
        {
            var before = _lead;
            _lead = time.GetUtcNow() - _start - Uptime;
            return _lead < before - _tolerance;
        }
    }
}
