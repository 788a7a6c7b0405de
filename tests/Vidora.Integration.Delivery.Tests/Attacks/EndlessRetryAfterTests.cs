using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Tests.Attacks;

/// <summary>
/// A hostile or broken server parks an account with one header. The client believes a day at most (see its <c>RetryAfterTests</c>); the
/// account waits that long, says so in health, and asks again with one request (lesson 13).
/// </summary>
public sealed class EndlessRetryAfterTests
{
    [Test]
    public async Task Account_AskedToWaitForADay_SaysUntilWhenAndProbesThen()
    {
        var time = new FakeTimeProvider(Samples.Start);
        var gate = new AccountGate(new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), time, () => 1);
        var pass = await gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None);

        gate.Failed(pass!.Value, "http_429", 429, TimeSpan.FromDays(1));

        await using var store = new DeliveryStore(":memory:");
        await store.AppendAsync(Samples.Events(3));
        var (health, sentence) = new ForwardingDiagnosis
        {
            Gate = gate.State,
            Store = await store.GetStatusAsync(),
            SinceLastSign = TimeSpan.Zero,
            StuckAfter = TimeSpan.FromMinutes(3),
            Now = time.GetUtcNow(),
        }.Describe();
        Assert.That(health, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(sentence, Does.Contain("http_429").And.Contain("3 events wait").And.Contain("the next try is at 2026-03-02 12:00:00Z"));
        time.Advance(TimeSpan.FromHours(23.9));
        Assert.That(await gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None), Is.Null);
        time.Advance(TimeSpan.FromHours(0.1));
        Assert.That((await gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None))!.Value.IsProbe, Is.True);
    }

    [Test]
    public async Task Account_ToldByADoubleToWaitForEver_DoesNotBreak()
    {
        // Not through the client of this library, which keeps waits within a day.
        var time = new FakeTimeProvider(Samples.Start);
        var gate = new AccountGate(new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), time, () => 1);

        gate.Failed((await gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None))!.Value, "http_429", 429, TimeSpan.MaxValue);

        Assert.That(gate.State.NextProbe, Is.EqualTo(DateTimeOffset.MaxValue));
        Assert.That(await gate.TryEnterAsync(TimeSpan.Zero, CancellationToken.None), Is.Null);
    }
}
