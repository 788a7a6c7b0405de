namespace Vidora.Integration.Delivery.Timing;

/// <summary>Waits on a clock for any length of time.</summary>
internal static class Waits
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the task or for the time, whichever is first. Throws only when it is cancelled.</summary>
    public static async Task OrAfterAsync(this Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (limit > TimeSpan.Zero)
        {
            await task.WaitAsync(Whole(limit), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for the delay, at most one day.</summary>
    public static Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(Whole(delay), time, cancellationToken);

    /// <summary>Waits for the delay in steps of 30 seconds, and calls an action before each.</summary>
    public static async Task InStepsAsync(TimeSpan delay, TimeProvider time, Action onStep, CancellationToken cancellationToken)
    {
        for (; delay > TimeSpan.Zero; delay -= _step)
        {
            onStep();
            await DelayAsync(delay < _step ? delay : _step, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a delay to a time. Returns the last possible time when the sum is later.</summary>
    public static DateTimeOffset Later(DateTimeOffset now, TimeSpan delay) =>
        delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;

    /// <summary>Rounds up to what a timer can do.</summary>
    /// <remarks>A timer cuts off parts of a millisecond, and takes a negative time for no end or for an error.</remarks>
    private static TimeSpan Whole(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longest ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : _longest;
}
