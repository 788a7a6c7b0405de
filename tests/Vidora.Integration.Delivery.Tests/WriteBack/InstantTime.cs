namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>A clock on which waits take no time: it moves on at once.</summary>
internal sealed class InstantTime : TimeProvider
{
    private long _ticks = Samples.Start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref _ticks, dueTime > TimeSpan.Zero ? dueTime.Ticks : 0);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
