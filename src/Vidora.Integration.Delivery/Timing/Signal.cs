namespace Vidora.Integration.Delivery.Timing;

/// <summary>Something that happens again and again, to be awaited once: take <see cref="Next"/>, look, then await it.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
