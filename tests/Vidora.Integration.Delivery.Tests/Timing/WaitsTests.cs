using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Tests.Timing;

[TestFixture]
public sealed class WaitsTests
{
    /// <summary>-1 millisecond is "for ever" to a timer, and less than that an error: a clock that moved between two looks at it makes both.</summary>
    [TestCase(-0.1)]
    [TestCase(-1)]
    [TestCase(-1.5)]
    [TestCase(-5_000)]
    public void Wait_TimeThatHasPassed_IsOver(double milliseconds)
    {
        var time = new FakeTimeProvider();

        Assert.That(Waits.DelayAsync(TimeSpan.FromMilliseconds(milliseconds), time, CancellationToken.None).IsCompletedSuccessfully, Is.True);
        Assert.That(
            new TaskCompletionSource().Task.OrAfterAsync(TimeSpan.FromMilliseconds(milliseconds), time, CancellationToken.None).IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Wait_PartOfAMillisecond_IsNotTooShort()
    {
        var time = new FakeTimeProvider();
        var wait = TimeSpan.FromMilliseconds(10.25);
        Task[] waiting =
        [
            Waits.DelayAsync(wait, time, CancellationToken.None),
            new TaskCompletionSource().Task.OrAfterAsync(wait, time, CancellationToken.None),
        ];

        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.That(waiting.Select(task => task.IsCompleted), Is.All.False);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Test]
    public void Wait_LongerThanATimerCan_IsNoError()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Waits.DelayAsync(TimeSpan.MaxValue, TimeProvider.System, stop.Token);
        Assert.That(waiting.IsCompleted, Is.False);
        stop.Cancel();
        Assert.That(() => waiting, Throws.InstanceOf<OperationCanceledException>());
    }
}
