using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests.Sending;

[TestFixture]
public sealed class OutcomeRulesTests
{
    private static readonly VidoraSendingOptions _options = new() { MaxAttempts = 3, MaxAge = TimeSpan.FromHours(1) };

    [TestCase(200, SendStatus.Accepted)]
    [TestCase(401, SendStatus.Waiting)]
    [TestCase(403, SendStatus.Waiting)]
    [TestCase(400, SendStatus.Dead)]
    [TestCase(413, SendStatus.Dead)]
    [TestCase(429, SendStatus.Retry)]
    [TestCase(500, SendStatus.Retry)]
    public void Decide_Answer_IsTheOutcomeWithItsReason(int status, SendStatus expected)
    {
        var outcome = Decide(ScriptedClient.Http(status));

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((expected, $"http_{status}")));
        Assert.That(outcome.RetryAt, Is.EqualTo(expected == SendStatus.Retry ? Samples.Start : (DateTimeOffset?)null));
        Assert.That(outcome.Attempts, Is.EqualTo(expected == SendStatus.Dead ? 1 : 0));
    }

    [TestCase(2, 2, SendStatus.Retry)]
    [TestCase(3, 0, SendStatus.Retry)]
    [TestCase(3, 1, SendStatus.Dead)]
    [TestCase(9, 9, SendStatus.Dead)]
    public void Decide_Transient_DiesOnlyWhenAttemptsAndAgeAreExhausted(int attempts, int hours, SendStatus expected)
    {
        var outcome = Decide(ScriptedClient.Http(503), attempts, hours);

        Assert.That(outcome.Status, Is.EqualTo(expected));
        Assert.That(outcome.Reason, Is.EqualTo(expected == SendStatus.Dead ? "exhausted_http_503" : "http_503"));
    }

    [TestCase(0, 500)]
    [TestCase(2, 500)]
    [TestCase(3, 250)]
    [TestCase(6, 31)]
    [TestCase(11, 1)]
    [TestCase(int.MaxValue, 1)]
    public void RequestSizeAfter_ManyFailures_IsOne(int attempts, int size) =>
        Assert.That(OutcomeRules.RequestSizeAfter(attempts, 500), Is.EqualTo(size));

    [Test]
    public void RequestSizeAfter_NoEvents_IsOneAtLeast() => Assert.That(OutcomeRules.RequestSizeAfter(1, 0), Is.EqualTo(1));

    private static SendOutcome Decide(SendOutcome answer, int attempts = 1, int hours = 0) =>
        OutcomeRules.Decide(answer, attempts, TimeSpan.FromHours(hours), Samples.Start, _options);
}
