using Microsoft.Extensions.Time.Testing;
using Vidora.Integration;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Tests;

public sealed class EventSendingTests
{
    [Test]
    public async Task SendAsync_OnePoisonedEvent_IsRefusedAloneAndTheOthersArrive()
    {
        var client = Always(events => events.Any(item => item.Type == "poison") ? new(SendStatus.Rejected, "http_400") { HttpStatus = 400 } : ScriptedClient.Accepted);
        var sending = new EventSending(client, TimeProvider.System);
        await sending.AddAsync([.. Enumerable.Range(0, 1200).Select(i => Event(i == 777 ? "poison" : "click"))], CancellationToken.None);
        await sending.CompleteAsync(CancellationToken.None);
        Assert.That(sending.Accepted, Is.EqualTo(1199));
        Assert.That(sending.NotAccepted, Is.EqualTo(new Dictionary<string, long> { ["http_400"] = 1 }));
        Assert.That(sending.WhyStopped, Is.Null);
        Assert.That(client.Calls.Count, Is.LessThan(30));
    }

    [Test]
    public async Task SendAsync_BusyForAWhile_WaitsAndSendsAgain()
    {
        var time = new FakeTimeProvider();
        var client = new ScriptedClient().Then(503).Then(429, TimeSpan.FromSeconds(30));
        var sending = new EventSending(client, time);
        await sending.AddAsync([Event("click")], CancellationToken.None);
        await RunAsync(sending.CompleteAsync(CancellationToken.None), time);
        Assert.That(sending.Accepted, Is.EqualTo(1));
        Assert.That(client.Calls.Count, Is.EqualTo(3));
        Assert.That(time.GetUtcNow() - time.Start, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(31)));
    }

    [Test]
    public async Task SendAsync_BusyForGood_StopsAndCountsWhatWasNotSent()
    {
        var time = new FakeTimeProvider();
        var sending = new EventSending(Always(_ => ScriptedClient.Http(503)), time);
        await RunAsync(sending.AddAsync([.. Enumerable.Range(0, 700).Select(_ => Event("click"))], CancellationToken.None), time);
        await sending.CompleteAsync(CancellationToken.None);
        Assert.That(sending.IsAccountFault, Is.False);
        Assert.That(sending.WhyStopped, Does.Contain("http_503"));
        Assert.That(sending.NotAccepted, Is.EqualTo(new Dictionary<string, long> { ["http_503"] = 500, ["not_sent"] = 200 }));
    }

    [Test]
    public async Task SendAsync_ToldToComeBackMuchLater_DoesNotWait()
    {
        var client = Always(_ => ScriptedClient.Http(429, TimeSpan.FromHours(1)));
        var sending = new EventSending(client, new FakeTimeProvider());
        await sending.AddAsync([Event("click")], CancellationToken.None);
        await sending.CompleteAsync(CancellationToken.None);
        Assert.That(client.Calls.Count, Is.EqualTo(1));
        Assert.That(sending.WhyStopped, Is.Not.Null);
    }

    [TestCase(SendStatus.AccountFault, 401)]
    [TestCase(SendStatus.AccountFault, 404)]
    public async Task SendAsync_WrongKeyOrAddress_StopsAtOnce(SendStatus status, int httpStatus)
    {
        var client = Always(_ => new(status, $"http_{httpStatus}") { HttpStatus = httpStatus });
        var sending = new EventSending(client, new FakeTimeProvider());
        await sending.AddAsync([.. Enumerable.Range(0, 600).Select(_ => Event("click"))], CancellationToken.None);
        await sending.CompleteAsync(CancellationToken.None);
        Assert.That(client.Calls.Count, Is.EqualTo(1));
        Assert.That(sending.IsAccountFault, Is.True);
        Assert.That(sending.NotAccepted.Values.Sum(), Is.EqualTo(600));
    }

    private static ScriptedClient Always(Func<IReadOnlyList<VidoraEvent>, SendOutcome> answer) =>
        new() { Otherwise = events => answer(events) };

    private static VidoraEvent Event(string type) => new("1", type);

    private static async Task RunAsync(Task work, FakeTimeProvider time)
    {
        var deadline = Environment.TickCount64 + 60_000;
        while (!work.IsCompleted)
        {
            Assert.That(Environment.TickCount64, Is.LessThan(deadline));
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await work;
    }
}
