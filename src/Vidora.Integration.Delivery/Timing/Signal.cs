namespace Vidora.Integration.Delivery.Timing;

/// <summary>Signals an event that repeats. Take <see cref="Next"/>, check the state, then await it.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
