using FsCheck.Fluent;
using FsCheck;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;

namespace Vidora.Integration.Delivery.Tests.Sending;

[Slow]
[TestFixture]
public sealed class VidoraEventSenderTests : IDisposable
{
    private SimulatedTime _time = null!;
    private ScriptedClient _client = null!;
    private DeliveryMetrics _metrics = null!;
    private DeliveryStore _store = null!;
    private VidoraEventSender _sender = null!;
    private VidoraSendingOptions _options = null!;
    private ForwardingHarness.TestLog _log = null!;
    private SemaphoreSlim? _turns;

    [SetUp]
    public void MakeSender() => Make(maxEvents: 500);

    [TearDown]
    public void Dispose()
    {
        _metrics.Dispose();
        _store.Dispose();
        _turns?.Dispose();
    }

    [Test]
    public async Task Lesson04_OnePoisonedEventOf500_OnlyItDies()
    {
        _client.Otherwise = RejectIf(e => e.EventId == "e0123");

        var outcomes = await _sender.SendAsync(Samples.Events(500));

        Assert.That(outcomes[123], IsOutcome(SendStatus.Dead, "http_400", attempts: 1));
        Assert.That(outcomes.Count(outcome => outcome.Status == SendStatus.Accepted), Is.EqualTo(499));
        Assert.That(_client.Calls, Has.Count.LessThanOrEqualTo(19));
        Assert.That(Accepted("e0123"), Is.Unique.And.Count.EqualTo(499));
    }

    [Test]
    public void Attempt_AnySetOfPoisonedEvents_ExactlyTheseDieAndNoneIsAcceptedTwice() => Prop.ForAll(
        Gen.Choose(1, 60).SelectMany(count => Gen.Choose(0, 3).ArrayOf(count)).ToArbitrary(),
        marks =>
        {
            Make(maxEvents: 16);
            var poisoned = marks.Select((mark, i) => (mark, i)).Where(pair => pair.mark == 0).Select(pair => $"e{pair.i:D4}").ToHashSet();
            _client.Otherwise = RejectIf(e => poisoned.Contains(e.EventId!));

            var outcomes = _sender.SendAsync(Samples.Events(marks.Length)).GetAwaiter().GetResult();

            var accepted = _client.Calls.Where(call => !call.EventIds.Any(poisoned.Contains)).SelectMany(call => call.EventIds).ToList();
            return marks.Select((mark, i) => outcomes[i].Status == (mark == 0 ? SendStatus.Dead : SendStatus.Accepted)).All(right => right)
                && accepted.Distinct().Count() == accepted.Count && accepted.Count == marks.Length - poisoned.Count;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    [Test]
    public async Task Send_413_IsSplitUntilItFits()
    {
        _client.Otherwise = events => events.Count > 100 ? ScriptedClient.Http(413) : ScriptedClient.Accepted;

        var outcomes = await _sender.SendAsync(Samples.Events(500));

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(_client.Calls.Select(call => call.EventIds.Count), Is.EqualTo(new[] { 500, 250, 125, 63, 62, 125, 63, 62, 250, 125, 63, 62, 125, 63, 62 }));
    }

    [Test]
    public async Task Lesson01_StatusNobodyKnows_IsTransientAndSentAgain()
    {
        _client.Then(new SendOutcome((SendStatus)99, "new"));

        var outcomes = await SendInSimulatedTimeAsync(Samples.Events(2));

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(
            _metrics.GetOutcomes().Select(outcome => (outcome.Status, outcome.Reason, outcome.Count)),
            Does.Contain((SendStatus.Retry, "unexpected_failure", 2L)));
    }

    [Test]
    public async Task Lesson01_ClientThrows_IsTransientAndSentAgain()
    {
        _client.Then(_ => throw new InvalidOperationException("boom")).Then(_ => Task.FromException<SendOutcome>(new OperationCanceledException()));

        var outcomes = await SendInSimulatedTimeAsync(Samples.Events(2));

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(_client.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Lesson01_CountThatIsNone_IsTransientAndSentAgain()
    {
        var calls = 0;
        _client.CountThatFit = events => ++calls == 1 ? 0 : events.Count;

        await SendInSimulatedTimeAsync(Samples.Events(2));

        Assert.That(_client.Calls.Select(call => call.EventIds.Count), Is.EqualTo(new[] { 0, 2 }));
    }

    [Test]
    public async Task Lesson13_RetryAfter_IsWaitedForExactly()
    {
        _client.Then(429, TimeSpan.FromSeconds(3600));

        await SendInSimulatedTimeAsync(Samples.Events(1));

        Assert.That(_client.Calls.Select(call => call.Time), Is.EqualTo(new[] { Samples.Start, Samples.Start.AddHours(1) }));
    }

    [Test]
    public async Task Lesson13_RetryAfterZero_SaysNothing()
    {
        _client.Then(429, TimeSpan.Zero);

        await SendInSimulatedTimeAsync(Samples.Events(1));

        Assert.That(_client.Calls.Select(call => call.Time), Is.EqualTo(new[] { Samples.Start, Samples.Start.AddSeconds(1) }));
    }

    [Test]
    public async Task Send_Transient_HoldsBackWhatComesAfter()
    {
        Make(maxEvents: 2);
        _client.Then(200).Then(500);

        var outcomes = await SendInSimulatedTimeAsync(Samples.Events(6));

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(
            _client.Calls.Select(call => string.Join(' ', call.EventIds)),
            Is.EqualTo(new[] { "e0000 e0001", "e0002 e0003", "e0002 e0003", "e0004 e0005" }));
    }

    [Test]
    public async Task Send_MoreBytesThanARequestHolds_NothingOvertakesWhatFailed()
    {
        var events = Samples.Events(6);
        _client.CountThatFit = _ => 2;
        _client.Then(200).Then(500);

        var outcomes = await SendInSimulatedTimeAsync(events);

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(
            _client.Calls.Select(call => string.Join(' ', call.EventIds)),
            Is.EqualTo(new[] { "e0000 e0001", "e0002 e0003", "e0002 e0003", "e0004 e0005" }));
    }

    [Test]
    public async Task Send_ManyAtATime_NoMoreRequestsThanTurnsAndOthersGoOnBetweenAttempts()
    {
        Make(maxEvents: 500, turns: 2);
        var answers = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<SendOutcome>()).ToList();
        answers.ForEach(answer => _client.Then(_ => answer.Task));
        var sending = Enumerable.Range(0, 3).Select(i => _sender.SendAsync([Samples.Event($"e{i}", "1")])).ToList();

        var before = _client.Calls.Count;
        answers[0].SetResult(ScriptedClient.Http(400));
        await sending[0];
        await _time.RunUntilAsync(() => _client.Calls.Count == 3);
        answers.Skip(1).ToList().ForEach(answer => answer.SetResult(ScriptedClient.Accepted));
        await Task.WhenAll(sending);

        Assert.That(before, Is.EqualTo(2));
        Assert.That(_turns!.CurrentCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Send_OneEventBreaksVidora_EndsUpAloneAndOthersArrive()
    {
        _options.MaxAttempts = 12;
        _options.MaxAge = TimeSpan.FromMinutes(1);
        _client.Otherwise = events => events.Any(e => e.EventId == "e0007") ? ScriptedClient.Http(500) : ScriptedClient.Accepted;

        var outcomes = await SendInSimulatedTimeAsync(Samples.Events(20));

        Assert.That(outcomes[7], IsOutcome(SendStatus.Dead, "exhausted_http_500", attempts: 12));
        Assert.That(outcomes.Count(outcome => outcome.Status == SendStatus.Accepted), Is.EqualTo(19));
    }

    [Test]
    public async Task Send_SetupFault_WaitsAndGoesOnWhenItIsRight()
    {
        _client.Then(401).Then(401).Then(403);

        var outcomes = await SendInSimulatedTimeAsync(Samples.Events(3));

        Assert.That(outcomes, Has.All.Property(nameof(SendOutcome.Status)).EqualTo(SendStatus.Accepted));
        Assert.That(_client.Calls.Select(call => (call.Time - Samples.Start).TotalSeconds), Is.EqualTo(new[] { 0d, 1, 3, 7 }));
        Assert.That(_sender.Gate.State.Kind, Is.EqualTo(GateKind.Open));
        Assert.That(_log.Lines.Select(line => line.Id.Id), Is.EqualTo(new[] { 3007, 3008 }), "paused once, resumed once");
    }

    [Test]
    public async Task Send_UserForgottenMeanwhile_IsNotSentAgain()
    {
        VidoraEvent[] events = [Samples.Event("a", "1"), Samples.Event("b", "2")];
        _client.Then(async _ =>
        {
            await _store.ForgetAsync(Guid.NewGuid(), ["1"]);
            return ScriptedClient.Http(503);
        });

        var outcomes = await SendInSimulatedTimeAsync(events);

        Assert.That(outcomes.Select(outcome => outcome.ToString()), Is.EqualTo(new[] { "Rejected (forgotten)", "Accepted (http_200)" }));
        Assert.That(_client.Calls.Select(call => string.Join(' ', call.EventIds)), Is.EqualTo(new[] { "a b", "b" }));
    }

    [Test]
    public async Task Attempt_NothingToSend_LeavesTheGateClosedAndTheProbeToTheNext()
    {
        var probe = await EnterAfterAFailureAsync();

        await _sender.AttemptAsync([], probe, haltAfter: 1, CancellationToken.None);

        Assert.That(_sender.Gate.State.Kind, Is.EqualTo(GateKind.Waiting));
        Assert.That(await _sender.Gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None), Is.Not.Null);
        Assert.That(_client.Calls, Is.Empty);
    }

    [Test]
    public async Task Attempt_Cancelled_LeavesTheProbeToTheNext()
    {
        var probe = await EnterAfterAFailureAsync();

        Assert.That(
            () => _sender.AttemptAsync([new Outgoing(Samples.Event("a"), 0, Samples.Start)], probe, haltAfter: 1, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(await _sender.Gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task AttemptsUnderWay_WaitsForThoseOfBefore()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        _client.Then(_ => answer.Task);
        var sending = _sender.SendAsync(Samples.Events(1));

        var underWay = _sender.AttemptsUnderWay;
        Assert.That(underWay.IsCompleted, Is.False);
        answer.SetResult(ScriptedClient.Accepted);
        await sending;

        await underWay.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(_client.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public void Send_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        _client.Then(_ =>
        {
            cancel.Cancel();
            return Task.FromException<SendOutcome>(new OperationCanceledException(cancel.Token));
        });

        Assert.That(() => _sender.SendAsync(Samples.Events(1), cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Send_Nothing_AsksNobody()
    {
        Assert.That(await _sender.SendAsync([]), Is.Empty);
        Assert.That(_client.Calls, Is.Empty);
    }

    private static NUnit.Framework.Constraints.EqualNumericConstraint<int> IsOutcome(SendStatus status, string reason, int attempts) =>
        Has.Property(nameof(SendOutcome.Status)).EqualTo(status)
            .And.Property(nameof(SendOutcome.Reason)).EqualTo(reason)
            .And.Property(nameof(SendOutcome.Attempts)).EqualTo(attempts);

    private static Func<IReadOnlyList<VidoraEvent>, SendOutcome> RejectIf(Func<VidoraEvent, bool> poisoned) =>
        events => events.Any(poisoned) ? ScriptedClient.Http(400) : ScriptedClient.Accepted;

    private List<string> Accepted(string poisoned) =>
        _client.Calls.Where(call => !call.EventIds.Contains(poisoned)).SelectMany(call => call.EventIds).ToList();

    /// <summary>Closes the gate by a failure, and enters as the probe after it.</summary>
    private async Task<GatePass> EnterAfterAFailureAsync()
    {
        var first = await _sender.Gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None);
        _sender.Gate.Failed(first!.Value, "http_503", 503, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        return (await _sender.Gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None))!.Value;
    }

    private async Task<IReadOnlyList<SendOutcome>> SendInSimulatedTimeAsync(VidoraEvent[] events)
    {
        var sending = Task.Run(() => _sender.SendAsync(events));
        await _time.RunUntilAsync(() => sending.IsCompleted);
        return await sending;
    }

    private void Make(int maxEvents, int? turns = null)
    {
        _turns?.Dispose();
        _turns = turns is { } limit ? new SemaphoreSlim(limit) : null;
        _metrics?.Dispose();
        _store?.Dispose();
        _time = new SimulatedTime();
        _log = new ForwardingHarness.TestLog();
        _client = new ScriptedClient(_time);
        _store = new DeliveryStore(":memory:", timeProvider: _time);
        _metrics = new DeliveryMetrics("", null);
        _options = new VidoraSendingOptions();
        var account = new SendingAccount
        {
            Client = _client,
            Store = _store,
            Metrics = _metrics,
            Account = new VidoraOptions { MaxEventsPerRequest = maxEvents },
            Options = _options,
            Time = _time,
            Random = () => 1,
            Logger = _log,
        };
        _sender = new VidoraEventSender(account, _turns);
    }
}
