using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests;

[Slow(Formats = true)]
[TestFixture]
public sealed class VidoraForwarderTests
{
    private const string Batch =
        """{"mpid":42,"events":[{"event_type":"custom_event","data":{"event_name":"seen","timestamp_unixtime_ms":1772366400000,"event_id":1}},{"event_type":"opt_out","data":{}}]}""";

    [Test]
    public async Task Accept_Events_AreDurableBeforeItReturns()
    {
        await using var harness = new ForwardingHarness();

        var result = await harness.Forwarder.AcceptAsync(Samples.Events(3));

        Assert.That((result.Refusal, result.AcceptedEvents, result.ForgottenEvents), Is.EqualTo((AcceptRefusal.None, 3, 0)));
        Assert.That((await harness.Store.GetStatusAsync()).Events, Is.EqualTo(3));
    }

    [Test]
    public async Task Accept_Batch_IsMappedAndItsIssuesAreReported()
    {
        await using var harness = new ForwardingHarness();

        var result = await harness.Forwarder.AcceptAsync(MParticleJson.ReadBatch(Encoding.UTF8.GetBytes(Batch)));

        Assert.That(result.AcceptedEvents, Is.EqualTo(1));
        Assert.That(result.Issues.Single().Code, Is.EqualTo(MappingIssueCode.EventTypeNotForwarded));
        var stored = (await harness.Store.LeaseAsync("test", 1, long.MaxValue)).Events.Single();
        Assert.That(VidoraEvent.Parse(stored.Utf8Json).Type, Is.EqualTo("seen"));
    }

    [Test]
    public async Task Accept_BatchWithoutMpid_GoesToTheQuarantineAsReceived()
    {
        await using var harness = new ForwardingHarness();
        var received = Encoding.UTF8.GetBytes(Batch.Replace("42", "0", StringComparison.Ordinal));

        var result = await harness.Forwarder.AcceptAsync(MParticleJson.ReadBatch(received), received);

        Assert.That((result.AcceptedEvents, result.QuarantinedDocuments), Is.EqualTo((0, 1)));
        var item = (await harness.Store.GetQuarantineAsync()).Single();
        Assert.That(item.Content.ToArray(), Is.EqualTo(received));
        Assert.That(item.Reason, Is.EqualTo(QuarantineReason.MissingMpid));
    }

    [Test]
    public async Task Accept_Documents_BadOnesDoNotKeepTheOthersOut()
    {
        await using var harness = new ForwardingHarness();
        var body = Encoding.UTF8.GetBytes($"{Batch}\n{{\"mpid\":}}\n{Batch.Replace("42", "null", StringComparison.Ordinal)}\n{Batch}\n");

        var result = await harness.Forwarder.AcceptAsync(MParticleDocuments.Read(body));

        Assert.That((result.AcceptedEvents, result.QuarantinedDocuments), Is.EqualTo((2, 2)));
        Assert.That(result.Errors.Select(error => (error.Document, error.Line)), Is.EqualTo(new[] { ((int?)2, (long?)2) }));
        Assert.That(
            (await harness.Store.GetQuarantineAsync()).Select(item => item.Reason),
            Is.EqualTo(new[] { QuarantineReason.Unreadable, QuarantineReason.MissingMpid }));
    }

    [Test]
    public async Task Lesson12_Quarantine_KeepsNoKeys()
    {
        await using var harness = new ForwardingHarness();

        await harness.Forwarder.QuarantineAsync("""{"account_settings":{"apiKey":"5ec7e7"}}"""u8.ToArray(), QuarantineReason.Unreadable);

        var item = (await harness.Store.GetQuarantineAsync()).Single();
        Assert.That(Encoding.UTF8.GetString(item.Content.Span), Is.EqualTo("""{"account_settings":null}"""));
    }

    [Test]
    public async Task Accept_QueueFull_IsRefusedAndNothingIsQuarantined()
    {
        await using var harness = new ForwardingHarness(options => options.Limits.MaxEvents = 2);
        await harness.Forwarder.AcceptAsync(Samples.Events(2));

        var result = await harness.Forwarder.AcceptAsync(MParticleDocuments.Read(Encoding.UTF8.GetBytes(Batch + "{")));

        Assert.That((result.Refusal, result.AcceptedEvents, result.QuarantinedDocuments), Is.EqualTo((AcceptRefusal.Full, 0, 0)));
        Assert.That((await harness.Store.GetStatusAsync()).QuarantineItems, Is.Zero);
        var status = await harness.Forwarder.GetStatusAsync();
        Assert.That(status.Health, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task Accept_QuarantineCannotBeWritten_IsRefused()
    {
        await using var harness = new ForwardingHarness();
        harness.Store.Fault = operation => operation == "QuarantineAsync" ? new DeliveryStoreException("The disk is full.") : null;

        var result = await harness.Forwarder.AcceptAsync(MParticleDocuments.Read("{ bad"u8.ToArray()));

        Assert.That(result.Refusal, Is.EqualTo(AcceptRefusal.Unavailable));
    }

    [Test]
    public async Task Accept_RefusedOften_IsLoggedNowAndThen()
    {
        await using var harness = new ForwardingHarness(options => options.Limits.MaxEvents = 1);

        for (var i = 0; i < 100; i++)
        {
            await harness.Forwarder.AcceptAsync(Samples.Events(2));
        }

        Assert.That(harness.Log.Lines.Count(line => line.Id.Id == 3009), Is.EqualTo(1));
    }

    [Test]
    public async Task Accept_HostIsStopping_IsRefused()
    {
        await using var harness = new ForwardingHarness();
        await harness.StartAsync();
        var stopping = harness.StopAsync();
        await harness.Time.RunUntilAsync(() => stopping.IsCompleted);

        var result = await harness.Forwarder.AcceptAsync(Samples.Events(1));

        Assert.That(result.Refusal, Is.EqualTo(AcceptRefusal.Stopping));
        Assert.That((await harness.Store.GetStatusAsync()).Events, Is.Zero);
    }

    [Test]
    public async Task Lesson16_Flush_WaitsForWhatIsInFlight()
    {
        await using var harness = new ForwardingHarness();
        var answer = new TaskCompletionSource<SendOutcome>();
        harness.Client.Then(_ => answer.Task);
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 1);

        var flushing = harness.Forwarder.FlushAsync(TimeSpan.FromHours(1));
        await harness.Time.SettleAsync();
        var before = flushing.IsCompleted;
        answer.SetResult(ScriptedClient.Accepted);

        Assert.That(before, Is.False);
        Assert.That(((await flushing).Finished, (await flushing).Remaining), Is.EqualTo((true, 0L)));
    }

    [Test]
    public async Task Lesson16_Flush_SenderWaitsForMoreEvents_SendsAtOnce()
    {
        await using var harness = new ForwardingHarness(options => options.FillDelay = TimeSpan.FromSeconds(10));
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.SettleAsync();

        var flushed = await harness.Forwarder.FlushAsync(TimeSpan.FromHours(1));

        Assert.That(flushed.Finished, Is.True);
        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0d }));
    }

    [Test]
    public async Task Lesson16_Flush_TimeIsUp_SaysThatItDidNotFinish()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Otherwise = events => ScriptedClient.Http(500);
        await harness.Forwarder.AcceptAsync(Samples.Events(3));
        await harness.StartAsync();

        var flushing = harness.Forwarder.FlushAsync(TimeSpan.FromSeconds(20));
        await harness.Time.RunUntilAsync(() => flushing.IsCompleted, waiters: 2);

        Assert.That(((await flushing).Finished, (await flushing).Remaining), Is.EqualTo((false, 3L)));
        Assert.That(harness.Time.GetUtcNow(), Is.EqualTo(Samples.Start.AddSeconds(20)));
    }

    [Test]
    public async Task Flush_OnlyWhatWasAcceptedBefore_Counts()
    {
        await using var harness = new ForwardingHarness(maxEvents: 1);
        var second = new TaskCompletionSource<SendOutcome>();
        harness.Client.Then(200).Then(_ => second.Task);
        await harness.Forwarder.AcceptAsync([Samples.Event("first")]);

        var flushing = harness.Forwarder.FlushAsync(TimeSpan.FromHours(1));
        await harness.Forwarder.AcceptAsync([Samples.Event("second")]);
        await harness.StartAsync();
        var result = await flushing;
        second.SetResult(ScriptedClient.Accepted);

        Assert.That((result.Finished, result.Remaining), Is.EqualTo((true, 1L)));
    }

    [Test]
    public async Task Flush_EmptyQueue_IsFinishedWithoutASender()
    {
        await using var harness = new ForwardingHarness();

        Assert.That((await harness.Forwarder.FlushAsync(TimeSpan.Zero)).Finished, Is.True);
    }

    [Test]
    public async Task Forget_IsForwardedAndTheReceiptSaysSo()
    {
        await using var harness = new ForwardingHarness();
        await harness.Forwarder.AcceptAsync(Samples.Events(2, "42"));
        var request = Guid.NewGuid();

        var receipt = await harness.Forwarder.ForgetAsync(["42"], request);
        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.OpenErasures == 0);

        Assert.That((receipt.RequestId, receipt.PurgedEvents, receipt.AnsweredAt), Is.EqualTo((request, 2, (DateTimeOffset?)null)));
        var erasure = harness.Client.Erasures.Single();
        Assert.That((erasure.RequestId, erasure.UserIds.Single()), Is.EqualTo((request, "42")));
        var answered = (await harness.Store.GetErasuresAsync()).Single();
        Assert.That(answered.ForwardedAt, Is.EqualTo(Samples.Start));
        Assert.That(answered.AnsweredAt, Is.EqualTo(Samples.Start));
        Assert.That(harness.Client.Calls, Is.Empty);
    }

    [Test]
    public async Task Forget_LaterEvents_AreRefusedAndCounted()
    {
        await using var harness = new ForwardingHarness();
        await harness.Forwarder.ForgetAsync(["42"]);

        var result = await harness.Forwarder.AcceptAsync([.. Samples.Events(3, "42"), .. Samples.Events(1, "7")]);

        Assert.That((result.Refusal, result.AcceptedEvents, result.ForgottenEvents), Is.EqualTo((AcceptRefusal.None, 1, 3)));
    }

    [Test]
    public async Task Forget_VidoraFails_IsAskedAgainWithTheSameId()
    {
        await using var harness = new ForwardingHarness();
        var failures = new Queue<VidoraApiException>([
            new VidoraApiException { StatusCode = 503, IsTransient = true },
            new VidoraApiException { StatusCode = 429, IsTransient = true, RetryAfter = TimeSpan.FromSeconds(100) },
            new VidoraApiException { StatusCode = 200 },
        ]);
        harness.Client.ErasureFailure = () => failures.TryDequeue(out var failure) ? failure : null;
        await harness.Forwarder.ForgetAsync(["42"]);

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.OpenErasures == 0);

        var erasures = harness.Client.Erasures;
        Assert.That(erasures.Select(e => e.RequestId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(erasures, Has.Count.EqualTo(4));
        Assert.That(erasures[2].Time - erasures[1].Time, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(100)));
        Assert.That((await harness.Store.GetErasuresAsync()).Single().Attempts, Is.EqualTo(4));
    }

    [TestCase(400)]
    [TestCase(422)]
    public async Task Forget_VidoraRefusesForGood_EndsRefusedAndHoldsUpNoOther(int status)
    {
        await using var harness = new ForwardingHarness();
        var (refused, other) = (Guid.NewGuid(), Guid.NewGuid());
        harness.Client.ErasureFailure = () => harness.Client.Erasures[^1].RequestId == refused ? new VidoraApiException { StatusCode = status } : null;
        await harness.Forwarder.ForgetAsync(["42"], refused);
        await harness.Forwarder.ForgetAsync(["43"], other);

        await harness.StartAsync();
        await harness.RunUntilAsync(store => store.OpenErasures == 0);

        var receipts = (await harness.Store.GetErasuresAsync()).ToDictionary(receipt => receipt.RequestId);
        Assert.That((receipts[refused].IsRefused, receipts[refused].LastReason, receipts[refused].Attempts), Is.EqualTo((true, $"http_{status}", 1)));
        Assert.That((receipts[other].IsRefused, receipts[other].AnsweredAt), Is.EqualTo((false, (DateTimeOffset?)Samples.Start)));
        Assert.That((await harness.Forwarder.GetStatusAsync()).Sentence, Does.StartWith("Vidora refused 1 erasure for good: ask Vidora"));
        Assert.That(harness.Log.Lines.Select(line => line.Id.Id), Has.One.EqualTo(3013));

        await harness.Store.CompleteErasureAsync(refused);
        Assert.That((await harness.Store.GetErasuresAsync()).Select(receipt => receipt.IsRefused), Has.None.True);
        Assert.That((await harness.Forwarder.GetStatusAsync()).Store.RefusedErasures, Is.Zero);
    }

    [Test]
    public async Task Forget_RefusedWhileTheAccountIsPaused_StaysOpen()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Then(404).Otherwise = _ => ScriptedClient.Http(404);
        harness.Client.ErasureFailure = () => new VidoraApiException { StatusCode = 400 };
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Sender.Gate.State.Kind == GateKind.Paused);

        await harness.Forwarder.ForgetAsync(["42"]);
        await harness.Time.RunUntilAsync(() => harness.Client.Erasures.Count > 1);

        Assert.That((await harness.Store.GetErasuresAsync()).Single().AnsweredAt, Is.Null);
    }

    [Test]
    public async Task Forget_WithoutASecret_WaitsAndHealthSaysWhy()
    {
        await using var harness = new ForwardingHarness(hasSecret: false);
        await harness.Forwarder.ForgetAsync(["42"]);
        await harness.Forwarder.AcceptAsync(Samples.Events(1, "7"));
        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        var status = await harness.Forwarder.GetStatusAsync();

        Assert.That(harness.Client.Erasures, Is.Empty);
        Assert.That(status.Health, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(status.Sentence, Is.EqualTo("1 erasure waits because Vidora requires signed privacy calls: set ApiSecret of this account."));
        Assert.That(status.Store.OpenErasures, Is.EqualTo(1));
    }

    [Test]
    public async Task Forget_EventInFlight_ErasureFollowsIt()
    {
        await using var harness = new ForwardingHarness(options => options.Sending.MaxConcurrentRequests = 2, maxEvents: 1);
        var answer = new TaskCompletionSource<SendOutcome>();
        harness.Client.Then(_ => answer.Task);
        await harness.Forwarder.AcceptAsync(Samples.Events(1, "42"));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 1);

        await harness.Time.AfterAsync(() => harness.Forwarder.ForgetAsync(["42"]));
        var before = harness.Client.Erasures.Count;
        answer.SetResult(ScriptedClient.Http(500));
        await harness.RunUntilAsync(status => status.OpenErasures == 0);

        Assert.That(before, Is.Zero);
        Assert.That(harness.Client.Erasures, Has.Count.EqualTo(1));
        Assert.That((await harness.Store.GetStatusAsync()).Events, Is.Zero);
        Assert.That(harness.Client.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Forget_NobodyOrAnEmptyId_IsAnArgumentException()
    {
        await using var harness = new ForwardingHarness();

        Assert.That(() => harness.Forwarder.ForgetAsync([]), Throws.ArgumentException);
        Assert.That(() => harness.Forwarder.ForgetAsync(["42", ""]), Throws.ArgumentException);
    }

    [Test]
    public async Task Stop_RequestUnderWay_IsFinishedWithinTheBudget()
    {
        await using var harness = new ForwardingHarness();
        var answer = new TaskCompletionSource<SendOutcome>();
        harness.Client.Then(_ => answer.Task);
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 1);

        var stopping = harness.StopAsync();
        answer.SetResult(ScriptedClient.Accepted);
        await stopping;

        Assert.That((await harness.Store.GetStatusAsync()).Events, Is.Zero);
        Assert.That(harness.Log.Lines[^1].Text, Does.Contain("0 events stay in the queue").And.Contains("1 Accepted (http_200)"));
    }

    [Test]
    public async Task Lesson16_Stop_RequestDoesNotEnd_IsGivenUpWhenTheBudgetIsSpentAndTheEventStays()
    {
        await using var harness = new ForwardingHarness(options => options.StopTimeout = TimeSpan.FromSeconds(10));
        harness.Client.Then(_ => new TaskCompletionSource<SendOutcome>().Task);
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 1);
        var start = harness.Time.GetUtcNow();

        var stopping = harness.StopAsync();
        await harness.Time.RunUntilAsync(() => stopping.IsCompleted);

        Assert.That(harness.Time.GetUtcNow() - start, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That((await harness.Store.GetStatusAsync()).Events, Is.EqualTo(1));
    }

    [Test]
    public async Task Dispose_NeverStopped_EndsTheSender()
    {
        await using var harness = new ForwardingHarness();
        await harness.StartAsync();
        var running = await harness.Forwarder.GetStatusAsync();

        await harness.DisposeOfServiceAsync();

        var ended = await harness.Forwarder.GetStatusAsync();
        Assert.That((running.Health, ended.Health), Is.EqualTo((HealthStatus.Healthy, HealthStatus.Unhealthy)), ended.Sentence);
    }

    [Test]
    public async Task GetStatus_NotStarted_SaysSo()
    {
        await using var harness = new ForwardingHarness();
        await harness.Forwarder.AcceptAsync(Samples.Events(2));

        var status = await harness.Forwarder.GetStatusAsync();

        Assert.That((status.Health, status.Sentence), Is.EqualTo((HealthStatus.Unhealthy, "The sender is not running; 2 events wait in the queue.")));
    }

    [Test]
    public async Task Lesson02_SenderStuck_HealthSaysSo()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Then(_ => new TaskCompletionSource<SendOutcome>().Task);
        await harness.Forwarder.AcceptAsync(Samples.Events(1));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 1);

        harness.Time.Advance(TimeSpan.FromMinutes(3));
        var status = await harness.Forwarder.GetStatusAsync();

        Assert.That(status.Health, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(status.Sentence, Does.StartWith("The sender has not moved for 3 min; 1 event waits"));
    }

    [Test]
    public async Task Lesson12_NothingOfAUserOrAnAccount_IsInTheLog()
    {
        await using var harness = new ForwardingHarness(hasSecret: false);
        harness.Client.Then(401).Then(500).Then(429, TimeSpan.FromSeconds(3)).Then(400).Then(_ => throw new InvalidOperationException("canary-exception"));
        await harness.Forwarder.AcceptAsync([new VidoraEvent("canary-user", "canary-type") { EventId = "canary-id" }]);
        await harness.Forwarder.AcceptAsync(MParticleDocuments.Read("{\"canary-document\""u8.ToArray()));
        await harness.Forwarder.ForgetAsync(["canary-forgotten"]);
        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);
        var health = await new VidoraForwardingHealthCheck(harness.Forwarder).CheckHealthAsync(new HealthCheckContext());

        Assert.That(harness.Log.Lines, Is.Not.Empty);
        Assert.That(harness.Log.Lines.Select(line => line.Text).Append(health.Description), Has.None.Contains("canary"));
    }

    [Test]
    public async Task HealthCheck_StoreCannotBeRead_IsUnhealthyWithItsSentence()
    {
        await using var harness = new ForwardingHarness();
        harness.Store.Fault = operation => operation == "GetStatusAsync" ? new DeliveryStoreException("The queue file is damaged.") : null;

        var health = await new VidoraForwardingHealthCheck(harness.Forwarder).CheckHealthAsync(new HealthCheckContext());

        Assert.That((health.Status, health.Description), Is.EqualTo((HealthStatus.Unhealthy, "The queue file is damaged.")));
    }
}
