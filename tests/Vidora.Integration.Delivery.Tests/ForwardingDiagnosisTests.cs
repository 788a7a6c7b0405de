using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests;

[TestFixture]
public sealed class ForwardingDiagnosisTests
{
    private static readonly GateState _open = new(GateKind.Open, "", null, Samples.Start, DateTimeOffset.MinValue);

    [Test]
    public void Describe_NothingToDo_IsHealthy() =>
        Assert.That(Describe(), Is.EqualTo((HealthStatus.Healthy, "Everything accepted has been sent.")));

    [Test]
    public void Describe_EventsWait_SaysHowManyAndHowLong() => Assert.That(
        Describe(events: 1_234, oldest: Samples.Start.AddMinutes(-5)),
        Is.EqualTo((HealthStatus.Healthy, "Sending works; 1,234 events wait, the oldest for 5 min.")));

    [Test]
    public void Describe_Outage_SaysSinceWhenAndWhenNext() => Assert.That(
        Describe(new GateState(GateKind.Waiting, "http_503", 503, Samples.Start, Samples.Start.AddSeconds(64)), events: 2),
        Is.EqualTo((
            HealthStatus.Degraded,
            "Vidora does not take events at the moment (http_503) since 2026-03-01 12:00:00Z; 2 events wait, the next try is at 2026-03-01 12:01:04Z.")));

    [TestCase("invalid_signature", 200, "Vidora finds the signature invalid. Check ApiSecret of this account, and the clock of this machine.")]
    [TestCase("unknown_host", null, "the host of BaseAddress is unknown. Check BaseAddress of this account, and name resolution.")]
    [TestCase("tls_failure", null, "no secure connection can be made. Check BaseAddress of this account, and the machine's certificates and clock.")]
    [TestCase("http_403", 403, "Vidora answered 403. Check ApiKey and ApiSecret of this account.")]
    [TestCase("http_402", 402, "Vidora answered 402, which asks for a payment. Check the account at Vidora.")]
    [TestCase("http_407", 407, "a proxy answered 407. Check the address and the credentials of the proxy.")]
    [TestCase("http_404", 404, "the host of BaseAddress answered 404, which is not an answer of Vidora. Check BaseAddress of this account, and proxies in between.")]
    [TestCase("unrecognised_answer", 200, "the host of BaseAddress answered 200, which is not an answer of Vidora. Check BaseAddress of this account, and proxies in between.")]
    [TestCase("new_fault", null, "the setup is wrong (new_fault). Check BaseAddress, ApiKey and ApiSecret of this account.")]
    public void Describe_Paused_SaysWhatToFix(string reason, int? status, string sentence) => Assert.That(
        Describe(new GateState(GateKind.Paused, reason, status, Samples.Start, Samples.Start), events: 1),
        Is.EqualTo((HealthStatus.Unhealthy, $"Sending is paused: {sentence} 1 event waits and nothing is lost.")));

    [Test]
    public void Describe_NearlyFull_IsDegraded() => Assert.That(
        Describe(events: 81, fullness: 0.81), Is.EqualTo((HealthStatus.Degraded, "The queue is 81 % full: 81 events wait.")));

    [Test]
    public void Describe_Full_IsUnhealthy() => Assert.That(
        Describe(events: 1, dead: 99, fullness: 1),
        Is.EqualTo((HealthStatus.Unhealthy, "The queue is full and refuses new events: 1 event waits, 99 dead letters fill it too.")));

    [Test]
    public void Describe_ErasureFails_IsDegraded() => Assert.That(
        Describe(erasure: "http_503"), Is.EqualTo((HealthStatus.Degraded, "1 erasure waits for Vidora (http_503).")));

    [TestCase(0.97, true, HealthStatus.Unhealthy, "The queue is full and refuses new events")]
    [TestCase(0.97, false, HealthStatus.Degraded, "The queue is 97 % full")]
    [TestCase(0.1, true, HealthStatus.Healthy, "Everything accepted has been sent.")]
    public void Describe_RequestThatDidNotFit_CountsUntilThereIsRoom(double fullness, bool refuses, HealthStatus health, string sentence)
    {
        var described = Describe(fullness: fullness, refuses: refuses);

        Assert.That(described.Health, Is.EqualTo(health));
        Assert.That(described.Sentence, Does.StartWith(sentence));
    }

    [Test]
    public void Describe_Redirected_NamesTheAddress()
    {
        var paused = new GateState(GateKind.Paused, "http_301", 301, Samples.Start, Samples.Start);

        Assert.That(Describe(paused).Sentence, Does.StartWith("Sending is paused: Vidora answered 301, which sends requests elsewhere. Check BaseAddress"));
    }

    [Test]
    public void Describe_OldestIsTooOld_IsDegradedAndSaysHowLongItTakes()
    {
        var oldest = Samples.Start.AddMinutes(-16);
        Assert.That(
            Describe(events: 600, oldest: oldest, rate: 2.5),
            Is.EqualTo((HealthStatus.Degraded, "Sending works, but too slowly: 600 events wait, the oldest for 16 min; 3 a second leave, about 4 min left.")));
        Assert.That(
            Describe(events: 600, oldest: oldest, rate: 0).Sentence,
            Is.EqualTo("Sending works, but too slowly: 600 events wait, the oldest for 16 min; none left in the last minutes."));
        Assert.That(Describe(events: 1, oldest: Samples.Start.AddMinutes(-15), rate: 1).Health, Is.EqualTo(HealthStatus.Healthy), "the limit is met");
    }

    [TestCase(4, 4, HealthStatus.Healthy)]
    [TestCase(4, 5, HealthStatus.Degraded)]
    public void Describe_MostWasLeftOut_IsDegraded(int forwarded, int leftOut, HealthStatus health)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Samples.Start);
        var intake = new Intake(time);
        intake.Add(forwarded, [(MappingIssueCode.EnvironmentNotForwarded, leftOut)]);
        Assert.That(Describe(intake: intake).Health, Is.EqualTo(health));
        if (health is HealthStatus.Degraded)
        {
            Assert.That(
                Describe(intake: intake).Sentence,
                Is.EqualTo("The mapping left out 5 of 9 events of the last 5 min, mostly for environment_not_forwarded: check Mapping of this account."));
        }

        time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(Describe(intake: intake).Health, Is.EqualTo(HealthStatus.Healthy), "it is over");
    }

    [Test]
    public void Describe_NothingArrives_IsDegradedAfterTheLimitOnly()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Samples.Start);
        var intake = new Intake(time);
        time.Advance(TimeSpan.FromHours(3));
        Assert.That(Describe(intake: intake).Health, Is.EqualTo(HealthStatus.Healthy), "there is no limit by default");
        Assert.That(Describe(intake: intake, silence: TimeSpan.FromHours(3)).Health, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(
            Describe(intake: intake, silence: TimeSpan.FromHours(2)),
            Is.EqualTo((HealthStatus.Degraded, "Nothing has arrived for 3 h: check the connection in mParticle, and that its requests reach this host.")));
    }

    [TestCase(29, HealthStatus.Degraded, "1 request of a person waits for you, the oldest for 29 days of 30 days")]
    [TestCase(31, HealthStatus.Unhealthy, "A request of a person was received 31 days ago and is not answered, and the limit is 30 days")]
    public void Describe_RequestOfAPerson_IsKeptBeforeEyes(int days, HealthStatus health, string sentence)
    {
        var described = Describe(held: 1, request: Samples.Start.AddDays(-days));
        Assert.That(described.Health, Is.EqualTo(health));
        Assert.That(described.Sentence, Does.StartWith(sentence));
    }

    [Test]
    public void Describe_OperatorPaused_IsDegradedAndSaysHowToResume() => Assert.That(
        Describe(_open with { HeldSince = Samples.Start }, events: 2),
        Is.EqualTo((HealthStatus.Degraded, "An operator paused sending at 2026-03-01 12:00:00Z; 2 events wait and nothing is lost. Resume it with vidora queue resume.")));

    [Test]
    public void Describe_SeveralFaults_TheWorstComesFirst()
    {
        var paused = new GateState(GateKind.Paused, "http_401", 401, Samples.Start, Samples.Start);

        Assert.That(Describe(paused, dead: 5, storeFault: "The disk is full.").Sentence, Is.EqualTo("The disk is full."));
        Assert.That(Describe(paused, dead: 5).Sentence, Does.StartWith("Sending is paused"));
    }

    private static (HealthStatus Health, string Sentence) Describe(
        GateState? gate = null,
        long events = 0,
        long dead = 0,
        double fullness = 0,
        DateTimeOffset? oldest = null,
        string? storeFault = null,
        string? erasure = null,
        bool refuses = false,
        double? rate = null,
        Intake? intake = null,
        TimeSpan silence = default,
        long held = 0,
        DateTimeOffset? request = null) => new ForwardingDiagnosis
    {
        Gate = gate ?? _open,
        Store = new DeliveryStoreStatus
        {
            Events = events,
            Bytes = 0,
            Leased = 0,
            OldestAcceptedAt = oldest,
            DeadLetters = dead == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["http_400"] = dead },
            DeadLetterBytes = 0,
            QuarantineItems = 0,
            QuarantineBytes = 0,
            ForgottenUsers = 0,
            OpenErasures = erasure is null ? 0 : 1,
            HeldRequests = held,
            OldestRequestAt = request,
            Fullness = fullness,
        },
        Intake = intake,
        EventsPerSecond = rate,
        Health = new VidoraHealthOptions { MaxSilence = silence },
        IsFull = refuses,
        StoreFault = storeFault,
        ErasureProblem = erasure,
        SinceLastSign = TimeSpan.Zero,
        StuckAfter = TimeSpan.FromMinutes(2),
        Now = Samples.Start,
    }.Describe();
}
