using FsCheck.Fluent;
using FsCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests.Sending;

/// <summary>A door that refuses everything pauses the account, costs few requests and no event, and is noticed when it opens.</summary>
[Slow]
[TestFixture]
public sealed class RefusalTests
{
    private static readonly int[] _statuses = [400, 401, 402, 403, 404, 405, 407, 409, 410, 413, 418, 421, 422, 431, 451];

    [Test]
    public async Task Run_EverythingIsRefused_PausesWithoutADeadLetterAndGoesOnWhenTheDoorOpens(
        [ValueSource(nameof(_statuses))] int status, [Values(1, 4)] int workers)
    {
        await using var harness = new ForwardingHarness(options => options.Sending.MaxConcurrentRequests = workers);
        harness.Client.Otherwise = _ => ScriptedClient.Http(status);
        await harness.Store.AppendAsync(Samples.Events(1_500));

        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Time.GetUtcNow() > Samples.Start.AddSeconds(15));

        var paused = await harness.Forwarder.GetStatusAsync();
        Assert.That((paused.Health, paused.IsPaused), Is.EqualTo((HealthStatus.Unhealthy, true)), paused.Sentence);
        Assert.That((paused.Store.Events, paused.Store.DeadLetters.Count), Is.EqualTo((1_500, 0)));
        Assert.That(harness.Client.Calls, Has.Count.LessThanOrEqualTo(40));

        harness.Client.Otherwise = _ => ScriptedClient.Accepted;
        await harness.RunUntilAsync(store => store.Events == 0);

        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.Empty);
        Assert.That((await harness.Forwarder.GetStatusAsync()).Health, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Run_EventsComeOneByOneAndAreRefused_TheirDeadLettersAreTakenBack()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Otherwise = _ => ScriptedClient.Http(400);
        await harness.StartAsync();

        for (var i = 0; i < RefusalLimit + 5; i++)
        {
            var sent = harness.Client.Calls.Count;
            await harness.Store.AppendAsync([Samples.Event($"e{i:D4}", $"{i}")]);
            await harness.Time.RunUntilAsync(() => harness.Client.Calls.Count > sent);
            if (i == RefusalLimit - 2)
            {
                await harness.RunUntilAsync(store => store.DeadLetters.GetValueOrDefault("http_400") == RefusalLimit - 1);
            }
        }

        await harness.RunUntilAsync(store => store.DeadLetters.Count == 0 && store.Events == RefusalLimit + 5);
        var sentence = (await harness.Forwarder.GetStatusAsync()).Sentence;
        Assert.That(sentence, Does.StartWith("Sending is paused: Vidora refused one event after the other (http_400)"));
        Assert.That(harness.Log.Lines.Select(line => line.Id.Id), Has.One.EqualTo(3012).And.One.EqualTo(3007));

        harness.Client.Otherwise = _ => ScriptedClient.Accepted;
        await harness.RunUntilAsync(store => store.Events == 0);
        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.Empty);
    }

    [Test]
    public async Task Run_DeadLettersFromBeforeTheRun_StayDead()
    {
        await using var harness = new ForwardingHarness();
        await harness.Store.AddDeadLettersAsync([Samples.Event("old")], [new SendOutcome(SendStatus.Dead, "http_400")]);
        harness.Client.Otherwise = _ => ScriptedClient.Http(400);
        await harness.Store.AppendAsync(Samples.Events(50));
        await harness.StartAsync();

        await harness.Time.RunUntilAsync(() => harness.Sender.Gate.State.Kind == GateKind.Paused && harness.Client.Calls.Count > 32);

        Assert.That((await harness.Store.GetDeadLettersAsync()).Select(letter => Samples.IdOf(letter.Utf8Json)), Is.EqualTo(new[] { "old" }));
    }

    [Test]
    public async Task Run_ManyBadEventsInARow_BecomeDeadLettersAndTheOthersArrive()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Otherwise = events => events.Any(e => e.EventId!.StartsWith("bad", StringComparison.Ordinal)) ? ScriptedClient.Http(422) : ScriptedClient.Accepted;
        var bad = Enumerable.Range(0, 45).Select(i => Samples.Event($"bad{i:D3}", $"{i % 7}")).ToList();
        await harness.Store.AppendAsync([.. bad, .. Samples.Events(100, "8")]);

        await harness.StartAsync();
        await harness.RunUntilAsync(store => store.Events == 0);

        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.EqualTo(new Dictionary<string, long> { ["http_422"] = 45 }));
    }

    [Test]
    public async Task SendAsync_ManyBadEventsInARowOfSeveralUsers_EndsAndKeepsTheOrderOfEachUser()
    {
        await using var harness = new ForwardingHarness();
        harness.Client.Otherwise = events => events.Any(e => e.EventId!.StartsWith("bad", StringComparison.Ordinal)) ? ScriptedClient.Http(422) : ScriptedClient.Accepted;
        VidoraEvent[] events = [.. Enumerable.Range(0, 45).Select(i => Samples.Event($"bad{i:D3}", "1")), .. Samples.Events(20, "1"), .. Samples.Events(20, "2", "f")];

        var sending = Task.Run(() => harness.Sender.SendAsync(events));
        await harness.Time.RunUntilAsync(() => sending.IsCompleted);

        Assert.That((await sending).Count(outcome => outcome.Status == SendStatus.Dead), Is.EqualTo(45));
        var accepted = harness.Client.Calls.Where(call => !call.EventIds.Any(id => id.StartsWith("bad", StringComparison.Ordinal))).SelectMany(call => call.EventIds).ToList();
        Assert.That(accepted.Where(id => id[0] == 'e'), Is.Ordered.And.Exactly(20).Items);
        Assert.That(accepted.Where(id => id[0] == 'f'), Is.Ordered.And.Exactly(20).Items);
    }

    [Test]
    public async Task Log_OneBadDay_HasFewLines()
    {
        await using var harness = new ForwardingHarness(maxEvents: 1);
        var odd = false;
        harness.Client.Otherwise = _ => (odd = !odd) ? ScriptedClient.Http(400) : ScriptedClient.Accepted;
        await harness.Store.AppendAsync(Samples.Events(1_000));

        await harness.StartAsync();
        await harness.RunUntilAsync(store => store.Events == 0);
        await harness.StopAsync();

        var lines = harness.Log.Lines.Where(line => line.Id.Id == 3006).Select(line => line.Text).ToList();
        Assert.That(lines, Has.Count.LessThanOrEqualTo(3));
        Assert.That(lines[0], Does.EndWith("since the last line: 1 (http_400)."));
        Assert.That(lines.Sum(line => int.Parse(line.Split(": ")[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(500));
    }

    [Test]
    public void Attempt_AnyAnswers_TakesAtMostTwoRequestsAnEvent() => Prop.ForAll(
        Gen.Choose(1, 120).SelectMany(count => Gen.Choose(0, 3).ArrayOf(count)).ToArbitrary(),
        marks =>
        {
            var harness = new ForwardingHarness(maxEvents: 64);
            harness.Client.Otherwise = events => events.Select(e => marks[int.Parse(e.EventId![1..], System.Globalization.CultureInfo.InvariantCulture)]).Max() switch
            {
                3 => ScriptedClient.Http(422),
                2 when events.Count > 1 => ScriptedClient.Http(413),
                _ => ScriptedClient.Accepted,
            };
            var outgoing = Samples.Events(marks.Length).Select(item => new Outgoing(item, 0, Samples.Start)).ToList();
            var pass = harness.Sender.Gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None).AsTask().GetAwaiter().GetResult()!.Value;
            harness.Sender.AttemptAsync(outgoing, pass, haltAfter: 3, CancellationToken.None).GetAwaiter().GetResult();
            harness.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return harness.Client.Calls.Count <= 2 * marks.Length;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    private const int RefusalLimit = 20;
}
