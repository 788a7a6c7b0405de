using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests;

[Slow(Formats = true)]
[TestFixture]
public sealed class KafkaDiagnosisTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Describe_NotRunning_IsUnhealthy() =>
        Assert.That(Describe(sincePolled: null), Is.EqualTo((HealthStatus.Unhealthy, "The Kafka consumer is not running.")));

    [Test]
    public void Describe_ThreadDoesNotPoll_SaysRestart() => Assert.That(
        Describe(sincePolled: 1500),
        Is.EqualTo((HealthStatus.Unhealthy, "The Kafka consumer has not polled for 1,500 s. No message is lost. Restart the host.")));

    [Test]
    public void Describe_ClientFailed_SaysWhatToCheck() => Assert.That(
        Describe(failure: "Local_Authentication"),
        Is.EqualTo((
            HealthStatus.Unhealthy,
            "The Kafka client failed (Local_Authentication). A new client starts. Check SaslMechanism, SaslUsername and SaslPassword of the consumer.")));

    [Test]
    public void Describe_DeadLettersCannotBeKept_IsUnhealthy() => Assert.That(
        Describe(failedStep: "keeping dead letters (The disk is full)"),
        Is.EqualTo((HealthStatus.Unhealthy, "The Kafka consumer failed at keeping dead letters (The disk is full). Offsets wait; no message is lost.")));

    [TestCase(10, HealthStatus.Degraded)]
    [TestCase(90, HealthStatus.Healthy)]
    public void Describe_BrokersReportErrors_IsDegradedForAMinute(int secondsAgo, HealthStatus expected) =>
        Assert.That(Describe(error: new ReportedError(ErrorCode.Local_AllBrokersDown, _now.AddSeconds(-secondsAgo))).Health, Is.EqualTo(expected));

    [Test]
    public void Describe_OffsetsAreNotTaken_IsUnhealthyUntilTheyAre() => Assert.That(
        Describe(commitError: new ReportedError(ErrorCode.GroupAuthorizationFailed, _now.AddHours(-1))),
        Is.EqualTo((
            HealthStatus.Unhealthy,
            "Kafka has taken no offsets since 2026-03-01 11:00:00Z (GroupAuthorizationFailed). Events are sent, and come again after a restart. "
            + "Allow this user to read the topics and to use the group.")));

    [TestCase(ErrorCode.Local_BadMsg, 10, HealthStatus.Unhealthy)]
    [TestCase(ErrorCode.Local_BadCompression, 10, HealthStatus.Unhealthy)]
    [TestCase(ErrorCode.InvalidMsg, 10, HealthStatus.Unhealthy)]
    [TestCase(ErrorCode.Local_BadMsg, 90, HealthStatus.Healthy)]
    public void Describe_DataOfABrokerIsBroken_IsUnhealthyForAMinute(ErrorCode code, int secondsAgo, HealthStatus expected) =>
        Assert.That(Describe(error: new ReportedError(code, _now.AddSeconds(-secondsAgo))).Health, Is.EqualTo(expected));

    [TestCase(10, HealthStatus.Degraded)]
    [TestCase(90, HealthStatus.Healthy)]
    public void Describe_TopicCreatedAgain_IsNamedForAMinute(int secondsAgo, HealthStatus expected)
    {
        var (health, sentence) = Describe(recreated: new RecreatedPartition(new TopicPartition("events", 2), _now.AddSeconds(-secondsAgo)));

        Assert.That(health, Is.EqualTo(expected));
        Assert.That(sentence.Contains("The topic of events [[2]] was deleted and created again.", StringComparison.Ordinal), Is.EqualTo(expected == HealthStatus.Degraded));
    }

    [Test]
    public void Describe_GroupBeyondTheEnd_SaysWhy() => Assert.That(
        Describe(lag: -990),
        Is.EqualTo((HealthStatus.Degraded, "The group is 990 messages beyond the end of its partitions: a topic was deleted and created again. See the log.")));

    [Test]
    public void Describe_MostWasLeftOut_IsDegradedAndSaysSo() => Assert.That(
        Describe(leftOut: "The mapping left out 9 of 10 events."), Is.EqualTo((HealthStatus.Degraded, "The mapping left out 9 of 10 events.")));

    [Test]
    public void Describe_NoPartition_IsHealthyAndSaysWhy() =>
        Assert.That(Describe(partitions: 0), Is.EqualTo((HealthStatus.Healthy, "This member has no partition: the group is rebalancing, has more members than partitions, or its topics do not exist.")));

    [Test]
    public void Describe_AllIsWell_SaysHowFarBehind() =>
        Assert.That(Describe(lag: 12_345), Is.EqualTo((HealthStatus.Healthy, "Consuming 3 partitions; 12,345 messages behind.")));

    private static (HealthStatus Health, string Sentence) Describe(
        double? sincePolled = 0, string? failure = null, string? failedStep = null, ReportedError? error = null, int partitions = 3, long lag = 0,
        ReportedError? commitError = null, RecreatedPartition? recreated = null, string? leftOut = null) =>
        new KafkaDiagnosis
        {
            SincePolled = sincePolled is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            StuckAfter = TimeSpan.FromMinutes(2),
            ClientFailure = failure,
            FailedStep = failedStep,
            Error = error,
            CommitError = commitError,
            Recreated = recreated,
            LeftOut = leftOut,
            Partitions = partitions,
            Lag = lag,
        }.Describe(_now);
}
