namespace Vidora.Integration.Delivery.Timing;

/// <summary>Computes the back-off after failures: it doubles up to a limit, and its upper half is jitter.</summary>
internal sealed class RetrySchedule(TimeSpan first, TimeSpan max)
{
    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="failures">The failures in a row, from 1.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    /// <param name="asked">The delay that the answer asks for, which wins; zero and null ask for none.</param>
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
