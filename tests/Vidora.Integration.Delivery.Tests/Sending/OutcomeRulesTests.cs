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
    public void Decide_SentAlone_IsClear(int status, SendStatus kind)
    {
        var outcome = Decide(ScriptedClient.Http(status), alone: true);

        Assert.That(outcome!.Value.Kind, Is.EqualTo(kind));
        Assert.That(outcome.Value.Reason, Is.EqualTo(kind == SendStatus.Accepted ? "accepted" : $"http_{status}"));
    }

    [TestCase(400)]
    [TestCase(413)]
    public void Decide_RefusedInCompany_IsNotClear(int status) => Assert.That(Decide(ScriptedClient.Http(status), alone: false), Is.Null);

    [Test]
    public void Decide_TooLargeToBeSentAtAll_IsDeadAtOnce() => Assert.That(
        Decide(new SendOutcome(SendStatus.Rejected, "event_too_large"), alone: false),
        Is.EqualTo(new(SendStatus.Dead, "event_too_large")));

    [TestCase(2, 2, SendStatus.Retry)]
    [TestCase(3, 0, SendStatus.Retry)]
    [TestCase(3, 1, SendStatus.Dead)]
    [TestCase(9, 9, SendStatus.Dead)]
    public void Decide_Transient_DiesOnlyWhenAttemptsAndAgeAreExhausted(int attempts, int hours, SendStatus kind)
    {
        var outcome = Decide(ScriptedClient.Http(503), alone: true, attempts, hours)!.Value;

        Assert.That(outcome.Status, Is.EqualTo(kind));
        Assert.That(outcome.Reason, Is.EqualTo(kind == SendStatus.Dead ? "exhausted_http_503" : "http_503"));
    }

    [TestCase(0, 500)]
    [TestCase(2, 500)]
    [TestCase(3, 250)]
    [TestCase(6, 31)]
    [TestCase(11, 1)]
    [TestCase(int.MaxValue, 1)]
    public void CompanyOf_ManyFailures_TravelsAlone(int attempts, int company) =>
        Assert.That(OutcomeRules.CompanyOf(attempts, 500), Is.EqualTo(company));

    [Test]
    public void CompanyOf_NoEvents_IsOneAtLeast() => Assert.That(OutcomeRules.CompanyOf(1, 0), Is.EqualTo(1));

    [Test]
    public void SendOutcome_EachKind_SaysWhyAndWhen()
    {
        Assert.That((new(SendStatus.Accepted, "http_200").Kind, new(SendStatus.Accepted, "http_200").Reason, new(SendStatus.Accepted, "http_200").RetryAt), Is.EqualTo((SendStatus.Accepted, "accepted", (DateTimeOffset?)null)));
        Assert.That((SendOutcome.Forgotten.Kind, SendOutcome.Forgotten.Reason), Is.EqualTo((SendStatus.Forgotten, "forgotten")));
        var retry = new(SendStatus.Retry, "http_503") { RetryAt = Samples.Start };
        Assert.That((retry.Kind, retry.Reason, retry.RetryAt, retry.Attempts), Is.EqualTo((SendStatus.Retry, "http_503", (DateTimeOffset?)Samples.Start, 0)));
        Assert.That((new(SendStatus.Dead, "http_400").Kind, new(SendStatus.Waiting, "http_401").Kind), Is.EqualTo((SendStatus.Dead, SendStatus.Waiting)));
        Assert.That(default(SendOutcome).Reason, Is.Empty);
    }

    private static SendOutcome? Decide(SendOutcome answer, bool alone, int attempts = 1, int hours = 0) =>
        OutcomeRules.Decide(answer, alone, attempts, TimeSpan.FromHours(hours), Samples.Start, _options);
}
