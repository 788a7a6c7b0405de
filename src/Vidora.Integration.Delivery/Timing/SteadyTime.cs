namespace Vidora.Integration.Delivery.Timing;

/// <summary>Counts on from the time of its creation, whatever happens to the wall clock. Use it for waits and ages.</summary>
internal sealed class SteadyTime(TimeProvider time) : TimeProvider
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startStamp = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _lead;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <summary>Gets the time since the creation.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_startStamp);

    /// <summary>Gets how far the wall clock is ahead; negative when it is behind.</summary>
    public TimeSpan Lead => time.GetUtcNow() - GetUtcNow();

    /// <summary>Gets the time for ages of what was stored: the wall clock's, without its leaps ahead since the creation.</summary>
    public DateTimeOffset ForAges
    {
        get
        {
            var (wall, steady) = (time.GetUtcNow(), GetUtcNow());
            return wall < steady ? wall : steady;
        }
    }

    public override DateTimeOffset GetUtcNow() => _start + Uptime;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Returns whether the wall clock was put back since the last call.</summary>
    public bool WasPutBack()
    {
        lock (_lock)
        {
            var before = _lead;
            _lead = Lead;
            return _lead < before - _tolerance;
        }
    }
}
