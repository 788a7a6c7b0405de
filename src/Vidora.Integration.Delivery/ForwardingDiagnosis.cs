using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery;

/// <summary>Says in one sentence how forwarding is doing, the worst thing first.</summary>
internal static class ForwardingDiagnosis
{
    private const double NearlyFull = 0.8;

    public static (HealthStatus Health, string Sentence) Describe(
        GateState gate,
        DeliveryStoreStatus store,
        bool refuses,
        string? storeFault,
        string? erasureProblem,
        TimeSpan? sinceMoved,
        TimeSpan stuckAfter,
        DateTimeOffset now)
    {
        var waiting = Count(store.Events, "event waits", "events wait");
        var erasures = Capital(Count(store.OpenErasures, "erasure waits", "erasures wait"));
        var dead = store.DeadLetters.Values.Sum();
        return sinceMoved switch
        {
            _ when storeFault is not null => (HealthStatus.Unhealthy, storeFault),
            null => (HealthStatus.Unhealthy, $"The sender is not running; {waiting} in the queue."),
            { } silence when silence > stuckAfter => (
                HealthStatus.Unhealthy,
                $"The sender has not moved for {Duration(silence)}; {waiting} and nothing is lost. Restart the host."),
            _ when gate.Kind == GateKind.Paused => (
                HealthStatus.Unhealthy,
                $"{gate.DescribePause()} {Capital(waiting)} and nothing is lost."),
            _ when store.Fullness >= 1 || (refuses && store.Fullness >= NearlyFull) => (
                HealthStatus.Unhealthy,
                $"The queue is full and refuses new events: {waiting}, {Count(dead, "dead letter fills", "dead letters fill")} it too."),
            _ when store.OpenErasures > 0 && erasureProblem == ErasureForwarder.MissingSecret => (
                HealthStatus.Unhealthy,
                $"{erasures} because Vidora wants privacy calls signed: set ApiSecret of this account."),
            _ when gate.Kind == GateKind.Waiting => (
                HealthStatus.Degraded,
                $"Vidora does not take events at the moment ({gate.Reason}) since {Time(gate.Since)}; {waiting}, "
                + $"the next try is at {Time(gate.NextProbe)}."),
            _ when store.Fullness >= NearlyFull => (
                HealthStatus.Degraded,
                $"The queue is {(store.Fullness * 100).ToString("F0", CultureInfo.InvariantCulture)} % full: {waiting}."),
            _ when store.OpenErasures > 0 && erasureProblem is not null => (
                HealthStatus.Degraded,
                $"{erasures} for Vidora ({erasureProblem})."),
            _ when dead > 0 => (
                HealthStatus.Degraded,
                $"Sending works, but there {(dead == 1 ? "is" : "are")} {Count(dead, "dead letter", "dead letters")} "
                + $"(mostly {store.DeadLetters.MaxBy(entry => entry.Value).Key}): look at them, then re-drive or purge them."),
            _ when store.Events == 0 => (HealthStatus.Healthy, "Everything accepted has been sent."),
            _ => (
                HealthStatus.Healthy,
                store.OldestAcceptedAt is { } oldest && oldest < now
                    ? $"Sending works; {waiting}, the oldest for {Duration(now - oldest)}."
                    : $"Sending works; {waiting}."),
        };
    }

    private static string Count(long count, string singular, string plural) => count == 1
        ? "1 " + singular
        : count.ToString("N0", CultureInfo.InvariantCulture) + " " + plural;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 90 } => duration.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 90 } => duration.TotalMinutes.ToString("F0", CultureInfo.InvariantCulture) + " min",
        { TotalHours: < 48 } => duration.TotalHours.ToString("F0", CultureInfo.InvariantCulture) + " h",
        _ => duration.TotalDays.ToString("F0", CultureInfo.InvariantCulture) + " days",
    };
}
