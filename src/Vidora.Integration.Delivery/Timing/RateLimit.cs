namespace Vidora.Integration.Delivery.Timing;

/// <summary>Limits how often a repeated failure is logged: once in 30 seconds.</summary>
internal sealed class RateLimit(TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    private long _last;

    /// <summary>Returns whether the interval has passed, and begins a new one then.</summary>
    public bool TryTake()
    {
        var last = Interlocked.Read(ref _last);
        return (last == 0 || time.GetElapsedTime(last) > _interval)
            && Interlocked.CompareExchange(ref _last, time.GetTimestamp(), last) == last;
    }
}
