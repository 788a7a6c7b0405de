namespace Vidora.Integration.Delivery.Sending;

internal static class Waits
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    /// <summary>Waits for the task or for the time, whichever is first; throws only when cancelled.</summary>
    public static async Task OrAfterAsync(this Task task, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (limit > TimeSpan.Zero)
        {
            await task.WaitAsync(limit < _longest ? limit : _longest, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public static Task DelayAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(delay < _longest ? delay : _longest, time, cancellationToken);
}
