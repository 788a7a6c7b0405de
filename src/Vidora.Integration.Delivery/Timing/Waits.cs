namespace Vidora.Integration.Delivery.Timing;

internal static class Waits
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>Waits for the task or for the time, whichever is first; throws only when cancelled.</summary>
    public static async Task OrAfterAsync(this Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (limit > TimeSpan.Zero)
        {
            await task.WaitAsync(Whole(limit), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public static Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(Whole(delay), time, cancellationToken);

    /// <summary>
    /// What a timer can do. It cuts off parts of a millisecond, and whoever waits would be early; it takes a time that has just
    /// passed, which is a little less than nothing, for no end or for an error.
    /// </summary>
    private static TimeSpan Whole(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longest ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : _longest;
}
