using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Tests.Timing;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Tests.Sending;

[TestFixture]
public sealed class AccountGateTests
{
    private MovedClock _time = null!;
    private AccountGate _gate = null!;

    [SetUp]
    public void MakeGate()
    {
        _time = new MovedClock();
        _gate = new AccountGate(new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), _time, () => 1);
    }

    [Test]
    public async Task Hold_UntilLetGo_NothingPasses()
    {
        _gate.Hold();
        Assert.That(_gate.State.HeldSince, Is.EqualTo(Samples.Start));
        Assert.That(await TryAsync(), Is.Null);
        var waiting = _gate.TryEnterAsync(TimeSpan.FromHours(1), default).AsTask();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(waiting.IsCompleted, Is.False);
        _gate.LetGo();
        Assert.That(await waiting, Is.Not.Null);
        Assert.That(_gate.State.HeldSince, Is.Null);
    }

    [Test]
    public async Task Failed_ThreeInARow_ClosesWithGrowingProbes()
    {
        for (var i = 0; i < 2; i++)
        {
            _gate.Failed(await PassAsync(), "http_500", 500, null);
            Assert.That(_gate.State.Kind, Is.EqualTo(GateKind.Open));
        }

        _gate.Failed(await PassAsync(), "http_500", 500, null);

        Assert.That(_gate.State, Is.EqualTo(new GateState(GateKind.Waiting, "http_500", 500, Samples.Start, Samples.Start.AddSeconds(1))));
        foreach (var seconds in new[] { 2, 4, 8 })
        {
            Assert.That(await TryAsync(), Is.Null);
            _time.SetUtcNow(_gate.State.NextProbe);
            var probe = await PassAsync();
            Assert.That(probe.IsProbe, Is.True);
            _gate.Failed(probe, "http_500", 500, null);
            Assert.That(_gate.State.NextProbe - _time.GetUtcNow(), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        }
    }

    [Test]
    public async Task Failed_SuccessInBetween_StaysOpen()
    {
        for (var i = 0; i < 10; i++)
        {
            _gate.Failed(await PassAsync(), "http_500", 500, null);
            _gate.Failed(await PassAsync(), "http_500", 500, null);
            _gate.Succeeded(await PassAsync());
        }

        Assert.That(_gate.State.Kind, Is.EqualTo(GateKind.Open));
    }

    [Test]
    public async Task Failed_WithPatience_ClosesAtOnceForExactlySoLong()
    {
        var deadline = TimeSpan.FromHours(30);

        _gate.Failed(await PassAsync(), "http_429", 429, deadline);

        _time.Advance(deadline - TimeSpan.FromMilliseconds(1));
        Assert.That(await TryAsync(), Is.Null);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((await PassAsync()).IsProbe, Is.True);
    }

    [Test]
    public async Task Failed_PatienceBeyondTheCalendar_IsNoError()
    {
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.MaxValue);

        Assert.That(_gate.State.NextProbe, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public async Task Failed_LatePatienceOfARequestUnderWay_ProlongsTheWait()
    {
        var late = await PassAsync();
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));

        _gate.Failed(late, "http_429", 429, TimeSpan.FromSeconds(60));

        Assert.That(_gate.State.NextProbe, Is.EqualTo(Samples.Start.AddSeconds(60)));
    }

    [Test]
    public async Task Failed_LateAndShorterWait_DoesNotShortenTheWait()
    {
        var late = await PassAsync();
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(60));

        _gate.Failed(late, "http_429", 429, TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(await TryAsync(), Is.Null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await PassAsync()).IsProbe, Is.True);
    }

    [Test]
    public void State_NeverClosed_IsOpenWithoutAReason() =>
        Assert.That(_gate.State, Is.EqualTo(new GateState(GateKind.Open, "", null, Samples.Start, DateTimeOffset.MinValue)));

    [Test]
    public void State_OpenAndTheClockIsPutBack_IsTheSame()
    {
        _time.Shift = TimeSpan.FromHours(-1);

        Assert.That(_gate.State, Is.EqualTo(new GateState(GateKind.Open, "", null, Samples.Start, DateTimeOffset.MinValue)));
    }

    [Test]
    public async Task State_ClosedAndTheClockIsPutBack_HasItsTimesOnTheNewClock()
    {
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));

        _time.Shift = TimeSpan.FromHours(-1);

        Assert.That(
            (_gate.State.Since, _gate.State.NextProbe), Is.EqualTo((Samples.Start.AddHours(-1), Samples.Start.AddHours(-1).AddSeconds(10))));
    }

    [Test]
    public void Hold_HeldAlready_KeepsTheFirstTime()
    {
        _gate.Hold();
        _time.Advance(TimeSpan.FromMinutes(1));

        _gate.Hold();

        Assert.That(_gate.State.HeldSince, Is.EqualTo(Samples.Start));
    }

    [Test]
    public async Task TryEnter_HeldForLongerThanTheTimeout_ReturnsNullAfterIt()
    {
        _gate.Hold();
        var waiting = _gate.TryEnterAsync(TimeSpan.FromSeconds(10), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.That(waiting.IsCompleted, Is.False);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await waiting, Is.Null);
    }

    [Test]
    public async Task Closed_WhileItStaysClosed_KeepsTheTimeOfItsFirstFailure()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        _gate.Failed(await PassAsync(), "http_503", 503, null);
        Assert.That((_gate.State.Kind, _gate.State.Since), Is.EqualTo((GateKind.Waiting, Samples.Start.AddHours(1))));

        _time.SetUtcNow(_gate.State.NextProbe);
        var paused = _time.GetUtcNow();
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        Assert.That((_gate.State.Kind, _gate.State.Since), Is.EqualTo((GateKind.Paused, paused)));

        _time.SetUtcNow(_gate.State.NextProbe);
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(403));
        Assert.That((_gate.State.Reason, _gate.State.Since), Is.EqualTo(("http_403", paused)));
    }

    [Test]
    public async Task Failed_LateAnswerWithoutAWait_ChangesNothing()
    {
        var late = await PassAsync();
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));
        var before = _gate.State;

        _gate.Failed(late, "http_500", 500, null);

        Assert.That(_gate.State, Is.EqualTo(before));
    }

    [Test]
    public async Task Misconfigured_LateAnswerWhileWaiting_Pauses()
    {
        var late = await PassAsync();
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));

        _gate.Misconfigured(late, ScriptedClient.Http(401));

        Assert.That(_gate.State.Kind, Is.EqualTo(GateKind.Paused));
    }

    [Test]
    public async Task Misconfigured_LateAnswerWhilePaused_ChangesNothing()
    {
        var late = await PassAsync();
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        var before = _gate.State;

        _gate.Misconfigured(late, ScriptedClient.Http(403));

        Assert.That(_gate.State, Is.EqualTo(before));
    }

    [Test]
    public async Task TryEnter_ClosedForLessThanTheTimeout_WaitsForTheProbe()
    {
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));
        var waiting = _gate.TryEnterAsync(TimeSpan.FromHours(1), CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.That((await waiting)!.Value.IsProbe, Is.True);
    }

    [Test]
    public async Task Misconfigured_KeepsTheAnswerForTheSentenceThatExplainsIt()
    {
        var fault = ScriptedClient.Http(401);

        _gate.Misconfigured(await PassAsync(), fault);

        Assert.That(_gate.State.Fault, Is.SameAs(fault));
        Assert.That(_gate.State.DescribePause(), Does.StartWith("Sending is paused: Vidora answered 401."));
    }

    [Test]
    public async Task TryEnter_Closed_LetsOneProbeThrough()
    {
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        _time.Advance(TimeSpan.FromSeconds(1));

        var probe = await TryAsync();
        var second = await TryAsync();

        Assert.That(probe, Is.EqualTo(new GatePass(1, GateKind.Paused)));
        Assert.That(second, Is.Null);
    }

    [Test]
    public async Task Leave_UnusedProbe_LetsTheNextOneThrough()
    {
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        _time.Advance(TimeSpan.FromSeconds(1));

        _gate.Leave(await PassAsync());

        Assert.That((await PassAsync()).IsProbe, Is.True);
    }

    [Test]
    public async Task Leave_UnusedProbe_WakesTheNextOne()
    {
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        _time.Advance(TimeSpan.FromSeconds(1));
        var unused = await PassAsync();
        var waiting = _gate.TryEnterAsync(TimeSpan.FromHours(1), CancellationToken.None).AsTask();

        _gate.Leave(unused);

        Assert.That((await waiting)!.Value.IsProbe, Is.True);
    }

    [Test]
    public async Task Succeeded_Probe_OpensForEverybody()
    {
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        _time.Advance(TimeSpan.FromSeconds(1));
        var probe = await PassAsync();
        var waiting = _gate.TryEnterAsync(TimeSpan.FromHours(1), CancellationToken.None).AsTask();

        _gate.Succeeded(probe);

        Assert.That((await waiting)!.Value.IsProbe, Is.False);
        Assert.That(_gate.State, Is.EqualTo(new GateState(GateKind.Open, "", null, _time.GetUtcNow(), DateTimeOffset.MinValue)));
    }

    [Test]
    public async Task Succeeded_RequestFromBeforeThePause_DoesNotOpen()
    {
        var before = await PassAsync();
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(403));

        _gate.Succeeded(before);

        Assert.That(_gate.State.Kind, Is.EqualTo(GateKind.Paused));
    }

    [Test]
    public async Task Succeeded_ProbeFromBeforeThePause_DoesNotOpen()
    {
        var late = await PassAsync();
        _gate.Failed(await PassAsync(), "http_429", 429, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        var probe = await PassAsync();
        _gate.Misconfigured(late, ScriptedClient.Http(403));

        _gate.Succeeded(probe);

        Assert.That(_gate.State.Kind, Is.EqualTo(GateKind.Paused));
    }

    [Test]
    public async Task Failed_ProbeOfAPause_StaysPausedAndKeepsTheReason()
    {
        _gate.Misconfigured(await PassAsync(), ScriptedClient.Http(401));
        _time.Advance(TimeSpan.FromSeconds(1));

        _gate.Failed(await PassAsync(), "http_503", 503, null);

        Assert.That((_gate.State.Kind, _gate.State.Reason, _gate.State.Since), Is.EqualTo((GateKind.Paused, "http_401", Samples.Start)));
        Assert.That(_gate.State.NextProbe, Is.EqualTo(Samples.Start.AddSeconds(3)));
    }

    private async Task<GatePass> PassAsync() => (await TryAsync())!.Value;

    private async Task<GatePass?> TryAsync() => await _gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None);
}
