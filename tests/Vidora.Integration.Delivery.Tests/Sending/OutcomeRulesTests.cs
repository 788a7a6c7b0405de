using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests.Sending;

[TestFixture]
public sealed class OutcomeRulesTests
{
    private static readonly VidoraSendingOptions _options = new() { MaxAttempts = 3, MaxAge = TimeSpan.FromHours(1) };

    [TestCase(200, EventOutcomeKind.Delivered)]
    [TestCase(401, EventOutcomeKind.Paused)]
    [TestCase(403, EventOutcomeKind.Paused)]
    [TestCase(400, EventOutcomeKind.Dead)]
    [TestCase(413, EventOutcomeKind.Dead)]
    [TestCase(429, EventOutcomeKind.Retry)]
    [TestCase(500, EventOutcomeKind.Retry)]
    public void Decide_SentAlone_IsClear(int status, EventOutcomeKind kind)
    {
        var outcome = Decide(ScriptedClient.Http(status), alone: true);

        Assert.That(outcome!.Value.Kind, Is.EqualTo(kind));
        Assert.That(outcome.Value.Reason, Is.EqualTo(kind == EventOutcomeKind.Delivered ? "accepted" : $"http_{status}"));
    }

    [TestCase(400)]
    [TestCase(413)]
    public void Decide_RefusedInCompany_IsNotClear(int status) => Assert.That(Decide(ScriptedClient.Http(status), alone: false), Is.Null);

    [Test]
    public void Decide_TooLargeToBeSentAtAll_IsDeadAtOnce() => Assert.That(
        Decide(new VidoraSendOutcome(VidoraSendStatus.TooLarge, "event_too_large"), alone: false),
        Is.EqualTo(EventOutcome.Dead("event_too_large")));

    [TestCase(2, 2, EventOutcomeKind.Retry)]
    [TestCase(3, 0, EventOutcomeKind.Retry)]
    [TestCase(3, 1, EventOutcomeKind.Dead)]
    [TestCase(9, 9, EventOutcomeKind.Dead)]
    public void Decide_Transient_DiesOnlyWhenAttemptsAndAgeAreExhausted(int attempts, int hours, EventOutcomeKind kind)
    {
        var outcome = Decide(ScriptedClient.Http(503), alone: true, attempts, hours)!.Value;

        Assert.That(outcome.Kind, Is.EqualTo(kind));
        Assert.That(outcome.Reason, Is.EqualTo(kind == EventOutcomeKind.Dead ? "exhausted_http_503" : "http_503"));
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
    public void EventOutcome_EachKind_SaysWhyAndWhen()
    {
        Assert.That((EventOutcome.Delivered.Kind, EventOutcome.Delivered.Reason, EventOutcome.Delivered.RetryAt), Is.EqualTo((EventOutcomeKind.Delivered, "accepted", (DateTimeOffset?)null)));
        Assert.That((EventOutcome.Forgotten.Kind, EventOutcome.Forgotten.Reason), Is.EqualTo((EventOutcomeKind.Forgotten, "forgotten")));
        var retry = EventOutcome.Retry(Samples.Start, "http_503");
        Assert.That((retry.Kind, retry.Reason, retry.RetryAt, retry.Attempts), Is.EqualTo((EventOutcomeKind.Retry, "http_503", (DateTimeOffset?)Samples.Start, 0)));
        Assert.That((EventOutcome.Dead("http_400").Kind, EventOutcome.Paused("http_401").Kind), Is.EqualTo((EventOutcomeKind.Dead, EventOutcomeKind.Paused)));
        Assert.That(default(EventOutcome).Reason, Is.Empty);
    }

    private static EventOutcome? Decide(VidoraSendOutcome answer, bool alone, int attempts = 1, int hours = 0) =>
        OutcomeRules.Decide(answer, alone, attempts, TimeSpan.FromHours(hours), Samples.Start, _options);
}
