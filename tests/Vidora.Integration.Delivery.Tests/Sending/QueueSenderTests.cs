using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Telemetry;

namespace Vidora.Integration.Delivery.Tests.Sending;

[Slow(Formats = true)]
[TestFixture]
public sealed class QueueSenderTests
{
    [Test]
    public async Task Run_Events_AreDeliveredInOrder()
    {
        await using var harness = new ForwardingHarness(maxEvents: 3);
        await harness.Store.AppendAsync(Samples.Events(7));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.Client.Calls.Select(call => call.EventIds.Count), Is.EqualTo(new[] { 3, 3, 1 }));
        Assert.That(harness.Client.Calls.SelectMany(call => call.EventIds), Is.EqualTo(Samples.Events(7).Select(e => e.EventId)));
    }

    [Test]
    public async Task Lesson16_FewerEventsThanFillARequest_LeaveAfterTheFillDelay()
    {
        await using var harness = new ForwardingHarness(options => options.FillDelay = TimeSpan.FromMilliseconds(250));
        await harness.StartAsync();
        await harness.Time.SettleAsync();

        await harness.Time.AfterAsync(() => harness.Store.AppendAsync(Samples.Events(1)));
        await harness.Time.AfterAsync(() => harness.Store.AppendAsync(Samples.Events(2)));
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0.25 }));
        Assert.That(harness.Client.Calls.Single().EventIds, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Run_FullRequest_LeavesAtOnce()
    {
        await using var harness = new ForwardingHarness(options => options.FillDelay = TimeSpan.FromHours(1), maxEvents: 3);
        await harness.Store.AppendAsync(Samples.Events(3));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0d }));
    }

    [Test]
    public async Task Run_InTraces_LinksTheAttemptToTheRequestsThatTheEventsCameIn()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VidoraTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var harness = new ForwardingHarness();
        var (first, second) = (await AppendAsync(), await AppendAsync());
        await harness.Store.AppendAsync(Samples.Events(1));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        // The events are gone a moment before the activity ends.
        await Eventually.IsTrueAsync(() => stopped.Any(IsAttempt), "the attempt ends");
        var attempt = stopped.Single(IsAttempt);
        Assert.That(attempt.Links.Select(link => link.Context.SpanId), Is.EqualTo(new[] { first, second }), "once for each request");
        Assert.That((attempt.OperationName, attempt.Parent, attempt.GetTagItem("vidora.events")), Is.EqualTo(("forward_events", (Activity?)null, 5)));

        bool IsAttempt(Activity activity) => activity.Links.Any(link => link.Context.SpanId == first);

        async Task<ActivitySpanId> AppendAsync()
        {
            using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
            request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            request.Start();
            await harness.Store.AppendAsync(Samples.Events(2));
            return request.SpanId;
        }
    }

    [Test]
    public async Task Run_StepFailsAfterTheLease_EventsAreFreeAgain()
    {
        await using var harness = new ForwardingHarness();
        var failures = 1;
        harness.Random = () => failures-- > 0 ? throw new InvalidOperationException("fails after the answer") : 1;
        await harness.Store.AppendAsync(Samples.Events(3));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.Client.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Run_500_IsRetriedAtGrowingIntervals()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Then(500).Then(502).Then(503);
        await harness.Store.AppendAsync(Samples.Events(4));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0d, 1, 3, 7 }));
        Assert.That((await harness.Forwarder.GetStatusAsync()).Outcomes.Select(outcome => (outcome.Status, outcome.Reason, outcome.Count)), Is.EquivalentTo(new[]
        {
            (SendStatus.Retry, "http_500", 4L),
            (SendStatus.Retry, "http_502", 4L),
            (SendStatus.Retry, "http_503", 4L),
            (SendStatus.Accepted, "http_200", 4L),
        }));
    }

    [Test]
    public async Task Lesson11_LongOutage_CostsOneRequestNowAndThen()
    {
        await using var harness = new ForwardingHarness(maxEvents: 10);
        var end = Samples.Start.AddHours(1);
        harness.Client.Otherwise = events => ScriptedClient.Http(harness.Time.GetUtcNow() < end ? 503 : 200);
        await harness.Store.AppendAsync(Samples.Events(1_000));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        var during = harness.Client.Calls.Count(call => call.Time < end);
        Assert.That(during, Is.InRange(15, 30));
        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.Empty);
        Assert.That(harness.Client.Calls.Where(call => call.Time >= end).SelectMany(call => call.EventIds), Is.Unique);
    }

    [Test]
    public async Task Lesson13_RetryAfter_HoldsTheWholeAccount()
    {
        await using var harness = new ForwardingHarness(maxEvents: 2);
        harness.Client.Then(429, TimeSpan.FromMinutes(30));
        await harness.Store.AppendAsync(Samples.Events(6));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0d, 1800, 1800, 1800 }));
    }

    [Test]
    public async Task Lesson05_WrongKey_PausesKeepsEverythingProbesWithOneEventAndResumes()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Then(401).Then(401).Then(401).Then(401);
        await harness.Store.AppendAsync(Samples.Events(1_204));
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count == 3);
        await harness.Time.SettleAsync();

        var paused = await harness.Forwarder.GetStatusAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(paused.Health, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(paused.IsPaused, Is.True);
        Assert.That(
            paused.Sentence,
            Is.EqualTo("Sending is paused: Vidora answered 401. Check ApiKey and ApiSecret of this account. 1,204 events wait and nothing is lost."));
        Assert.That(harness.CallSeconds.Take(5), Is.EqualTo(new[] { 0d, 1, 3, 7, 15 }));
        Assert.That(harness.Client.Calls.Take(6).Select(call => call.EventIds.Count), Is.EqualTo(new[] { 500, 1, 1, 1, 1, 499 }));
        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.Empty);
        Assert.That(harness.Log.Lines.Count(line => line.Id.Id == 3007), Is.EqualTo(1));
        Assert.That(harness.Log.Lines.Count(line => line.Id.Id == 3008), Is.EqualTo(1));
    }

    [Test]
    public async Task Lesson10_PoisonedEvent_IsADeadLetterWithReasonAndCanBeRedriven()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Otherwise = events =>
            events.Any(e => e.EventId == "e0003") ? ScriptedClient.Http(422) : ScriptedClient.Accepted;
        await harness.Store.AppendAsync(Samples.Events(10));
        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);
        var letter = (await harness.Store.GetDeadLettersAsync()).Single();
        var degraded = await harness.Forwarder.GetStatusAsync();

        harness.Client.Otherwise = events => ScriptedClient.Accepted;
        await harness.Store.RedriveAsync(DeadLetterFilter.WithReason("http_422"));
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That((Samples.IdOf(letter.Utf8Json), letter.Reason, letter.Attempts), Is.EqualTo(("e0003", "http_422", 1)));
        Assert.That(degraded.Health, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(
            degraded.Sentence,
            Is.EqualTo("Sending works, but there is 1 dead letter (mostly http_422): look at them, then re-drive or purge them."));
        Assert.That(harness.Client.Calls[^1].EventIds, Is.EqualTo(new[] { "e0003" }));
        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.Empty);
    }

    [Test]
    public async Task Run_AttemptsAndAgeExhausted_BecomesADeadLetter()
    {
        await using var harness = new ForwardingHarness(options =>
        {
            options.Sending.MaxAttempts = 4;
            options.Sending.MaxAge = TimeSpan.FromSeconds(5);
        });
        harness.Client.Otherwise = events => ScriptedClient.Http(500);
        await harness.Store.AppendAsync(Samples.Events(1));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        var letter = (await harness.Store.GetDeadLettersAsync()).Single();
        Assert.That((letter.Reason, letter.Attempts), Is.EqualTo(("exhausted_http_500", 4)));
        Assert.That(letter.DiedAt, Is.EqualTo(Samples.Start.AddSeconds(7)));
    }

    [Test]
    public async Task Lesson02_LoopMeetsExceptions_GoesOn()
    {
        await using var harness = new ForwardingHarness();
        var failures = new Queue<Exception>([new InvalidOperationException("secret text"), new DeliveryStoreException("The disk is gone.")]);
        harness.Store.Fault = operation => operation == "LeaseAsync" && failures.TryDequeue(out var failure) ? failure : null;
        await harness.Store.AppendAsync(Samples.Events(3));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.Client.Calls, Has.Count.EqualTo(1));
        var texts = harness.Log.Lines.Select(line => line.Text).ToList();
        Assert.That(texts, Has.Some.Contains("InvalidOperationException").And.Some.Contains("The disk is gone."));
        Assert.That(texts, Has.None.Contains("secret text"));
    }

    [Test]
    public async Task Run_LeaseOfAProbeFails_TheNextProbeGoesThrough()
    {
        await using var harness = new ForwardingHarness();
        var failures = 1;
        harness.Client.Then(401);
        harness.Store.Fault = operation => operation == "LeaseAsync" && harness.Client.Calls.Count == 1 && failures-- > 0 ? new DeliveryStoreException("The disk is gone.") : null;
        await harness.Store.AppendAsync(Samples.Events(1));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.CallSeconds, Is.EqualTo(new[] { 0d, 2 }), "the probe after one second failed, and the worker waited for another second");
    }

    [Test]
    public async Task Lesson06_SettlingFails_EventIsNotSentAgain()
    {
        await using var harness = new ForwardingHarness();
        var failures = 3;
        harness.Store.Fault = operation => operation == "SettleAsync" && failures-- > 0 ? new DeliveryStoreException("The disk is full.") : null;
        await harness.Store.AppendAsync(Samples.Events(3));

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0);

        Assert.That(harness.Client.Calls, Has.Count.EqualTo(1));
        Assert.That(harness.Time.GetUtcNow(), Is.EqualTo(Samples.Start.AddSeconds(7)));
    }

    [Test]
    public async Task Run_StoreCannotBeWritten_HealthSaysSoUntilItCan()
    {
        await using var harness = new ForwardingHarness();
        harness.Store.Fault = operation => operation is "AppendAsync" or "CheckAsync" ? new DeliveryStoreException("The disk is full.") : null;
        await harness.StartAsync();
        await harness.Time.SettleAsync();

        var refused = await harness.Forwarder.AcceptAsync(Samples.Events(1));
        var broken = await harness.Forwarder.GetStatusAsync();
        await harness.Time.RunUntilAsync(() => harness.Time.GetUtcNow() > Samples.Start.AddSeconds(20));
        var still = await harness.Forwarder.GetStatusAsync();
        harness.Store.Fault = _ => null;
        await harness.Time.RunUntilAsync(() => harness.Forwarder.GetStatusAsync().GetAwaiter().GetResult().Health == HealthStatus.Healthy);

        Assert.That(refused.Refusal, Is.EqualTo(AcceptRefusal.Unavailable));
        Assert.That((broken.Health, broken.Sentence), Is.EqualTo((HealthStatus.Unhealthy, "The disk is full.")));
        Assert.That(still.Sentence, Is.EqualTo("The disk is full."));
    }

    [Test]
    public async Task Run_OldQuarantine_IsRemoved()
    {
        await using var harness = new ForwardingHarness(options => options.Limits.MaxQuarantineAge = TimeSpan.FromHours(1));
        await harness.Store.QuarantineAsync("x"u8.ToArray(), QuarantineReason.Unreadable);

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.QuarantineItems == 0);

        Assert.That(harness.Time.GetUtcNow() - Samples.Start, Is.InRange(TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task Run_SeveralWorkers_SendSideBySide()
    {
        await using var harness = new ForwardingHarness(options => options.Sending.MaxConcurrentRequests = 3, maxEvents: 1);
        var all = new TaskCompletionSource();
        var arrived = 0;
        for (var i = 0; i < 3; i++)
        {
            harness.Client.Then(async events =>
            {
                if (Interlocked.Increment(ref arrived) == 3)
                {
                    all.SetResult();
                }

                await all.Task;
                return ScriptedClient.Accepted;
            });
        }

        await harness.Store.AppendAsync(Samples.Events(3));
        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.Events == 0, waiters: 0);

        Assert.That(harness.Client.Calls, Has.Count.EqualTo(3));
    }
}
