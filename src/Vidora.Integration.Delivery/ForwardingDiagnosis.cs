using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery;

/// <summary>Describes the state of forwarding in one sentence, the worst problem first.</summary>
internal sealed class ForwardingDiagnosis
{
    private const double NearlyFull = 0.8;

    private static readonly TimeSpan _clockTolerance = TimeSpan.FromSeconds(2);

    public required GateState Gate { get; init; }

    public required DeliveryStoreStatus Store { get; init; }

    /// <summary>Gets whether the last append was refused for lack of room.</summary>
    public bool IsFull { get; init; }

    public string? StoreFault { get; init; }

    public string? ErasureProblem { get; init; }

    /// <summary>Gets the time since the last sign of life of a worker; null when the sender is not running.</summary>
    public TimeSpan? SinceLastSign { get; init; }

    public required TimeSpan StuckAfter { get; init; }

    public Intake? Intake { get; init; }

    public double? EventsPerSecond { get; init; }

    public VidoraHealthOptions Health { get; init; } = new();

    public required DateTimeOffset Now { get; init; }

    private string Free => $"{Words.Number((Store.FreeDiskBytes ?? 0) >> 20)} MiB";

    private string Waiting => Words.Count(Store.Events, "event waits", "events wait");

    private string Erasures => Words.Capital(Words.Count(Store.OpenErasures, "erasure waits", "erasures wait"));

    /// <summary>Gets how fast the queue drains and how long that takes, or an empty text.</summary>
    private string Draining => EventsPerSecond switch
    {
        null => "",
        > 0 and double rate => $"; {Words.Number((long)Math.Ceiling(rate))} a second leave, about {Durations.Of(TimeSpan.FromSeconds(Math.Min(Store.Events / rate, 1e9)))} left",
        _ => "; none left in the last minutes",
    };

    private string Requests => Words.Capital(Words.Count(Store.HeldRequests, "request of a person waits", "requests of persons wait"));

    private TimeSpan RequestAge => Store.OldestRequestAt is { } oldest && oldest < Now ? Now - oldest : TimeSpan.Zero;

    private long DeadLetters => Store.DeadLetters.Values.Sum();

    public (HealthStatus Health, string Sentence) Describe() => this switch
    {
        { StoreFault: { } fault } => Unhealthy(fault),
        { SinceLastSign: null } => Unhealthy($"The sender is not running; {Waiting} in the queue."),
        { SinceLastSign: { } silence } when silence > StuckAfter => Unhealthy(
            $"The sender has not moved for {Durations.Of(silence)}; {Waiting} and nothing is lost. Restart the host."),
        { Gate.Kind: GateKind.Paused } => Unhealthy($"{Gate.DescribePause()} {Words.Capital(Waiting)} and nothing is lost."),
        _ when IsRefusing(Store.DiskFullness) => Unhealthy(
            $"The disk of the queue file has {Free} free, too little for new events, which are refused: free some space. {Words.Capital(Waiting)} and "
            + "nothing is lost; sending goes on."),
        _ when IsRefusing(Store.Fullness) => Unhealthy(
            $"The queue is full and refuses new events: {Waiting}, {Words.Count(DeadLetters, "dead letter fills", "dead letters fill")} it too."),
        { Store.OpenErasures: > 0, ErasureProblem: ErasureForwarder.MissingSecret } => Unhealthy(
            $"{Erasures} because Vidora requires signed privacy calls: set ApiSecret of this account."),
        { Store.OldestRequestAt: not null } when RequestAge > Health.RequestDeadline => Unhealthy(
            $"A request of a person was received {Durations.Of(RequestAge)} ago and is not answered, and the limit is {Durations.Of(Health.RequestDeadline)}: see vidora erasures."),
        { Gate.HeldSince: { } held } => Degraded($"An operator paused sending at {Words.Time(held)}; {Waiting} and nothing is lost. Resume it with vidora queue resume."),
        { Gate: { Kind: GateKind.Waiting } gate } => Degraded(
            $"Vidora does not take events at the moment ({gate.Reason}) since {Words.Time(gate.Since)}; {Waiting}, "
            + $"the next try is at {Words.Time(gate.NextProbe)}."),
        { Store.DiskFullness: >= NearlyFull } => Degraded(
            $"The disk of the queue file is nearly full, {Free} are free: free some space before new events are refused. {Words.Capital(Waiting)}."),
        { Store.Fullness: >= NearlyFull } => Degraded(
            $"The queue is {(Store.Fullness * 100).ToString("F0", CultureInfo.InvariantCulture)} % full: {Waiting}."),
        { Store.OpenErasures: > 0, ErasureProblem: { } problem } => Degraded($"{Erasures} for Vidora ({problem})."),
        { Store.RefusedErasures: > 0 and var refused } => Degraded(
            $"Vidora refused {Words.Count(refused, "erasure", "erasures")} for good: ask Vidora, then record the answer or forget the users again."),
        { Store.HeldRequests: > 0 } => Degraded(
            $"{Requests} for you, the oldest for {Durations.Of(RequestAge)} of {Durations.Of(Health.RequestDeadline)}: see vidora erasures, act on them, and close them."),
        { Intake.Complaint: { } complaint } => Degraded(complaint),
        { Store.OldestAcceptedAt: { } oldest } when Now - oldest > Health.MaxQueueAge => Degraded(
            $"Sending works, but too slowly: {Waiting}, the oldest for {Durations.Of(Now - oldest)}{Draining}."),
        { Intake.SinceLastArrival: var silence } when Health.MaxSilence > TimeSpan.Zero && silence > Health.MaxSilence => Degraded(
            $"Nothing has arrived for {Durations.Of(silence)}: check the connection in mParticle, and that its requests reach this host."),
        { DeadLetters: > 0 } => Degraded(
            $"Sending works, but there {(DeadLetters == 1 ? "is" : "are")} {Words.Count(DeadLetters, "dead letter", "dead letters")} "
            + $"(mostly {Store.DeadLetters.MaxBy(entry => entry.Value).Key}): look at them, then re-drive or purge them."),
        { Store.Events: 0 } => (HealthStatus.Healthy, "Everything accepted has been sent."),
        { Store.OldestAcceptedAt: { } oldest } when oldest > Now + _clockTolerance => (
            HealthStatus.Healthy,
            $"Sending works; {Waiting}. The clock of this machine has moved: the oldest event was accepted at {Words.Time(oldest)}, and now it is "
            + $"{Words.Time(Now)}."),
        { Store.OldestAcceptedAt: { } oldest } when oldest < Now => (
            HealthStatus.Healthy, $"Sending works; {Waiting}, the oldest for {Durations.Of(Now - oldest)}{Draining}."),
        _ => (HealthStatus.Healthy, $"Sending works; {Waiting}."),
    };

    private bool IsRefusing(double fullness) => fullness >= 1 || (IsFull && fullness >= NearlyFull);

    private static (HealthStatus Health, string Sentence) Unhealthy(string sentence) => (HealthStatus.Unhealthy, sentence);

    private static (HealthStatus Health, string Sentence) Degraded(string sentence) => (HealthStatus.Degraded, sentence);
}
