namespace Vidora.Integration.Delivery.Timing;

/// <summary>How long to wait after a failure: doubling up to a limit, the upper half of it by chance.</summary>
internal sealed class RetrySchedule(TimeSpan first, TimeSpan max)
{
    /// <summary>The wait.</summary>
    /// <param name="failures">How many there were in a row, from 1.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    /// <param name="asked">What the answer asks for, which counts then; no wait at all says nothing.</param>
    public TimeSpan DelayAfter(int failures, double random, TimeSpan? asked = null)
    {
        if (asked > TimeSpan.Zero)
        {
            return asked.Value;
        }

        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 60));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, max.TotalMilliseconds) * (0.5 + (Math.Clamp(random, 0, 1) / 2)));
    }
}
