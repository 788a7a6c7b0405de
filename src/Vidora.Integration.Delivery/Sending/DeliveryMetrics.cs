using System.Diagnostics.Metrics;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Counts for metrics and for the status. Tags are closed sets and hold no user data.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    public const string MeterName = "Vidora.Integration.Delivery";

    private readonly KeyValuePair<string, object?> _account;
    private readonly Lock _lock = new();
    private readonly Dictionary<(SendStatus Status, string Reason), long> _outcomes = [];
    private readonly Meter? _ownMeter;
    private readonly Meter _meter;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _notForwarded;
    private readonly Histogram<double> _appendDuration;

    public DeliveryMetrics(string account, IMeterFactory? factory)
    {
        _account = new(VidoraTelemetry.AccountTag, VidoraTelemetry.NameOf(account));
        _meter = factory?.Create(MeterName) ?? (_ownMeter = new Meter(MeterName));
        _accepted = _meter.CreateCounter<long>("vidora.delivery.accepted", "{event}", "Events made durable.");
        _refused = _meter.CreateCounter<long>("vidora.delivery.refused", "{event}", "Events not accepted, by reason.");
        _settled = _meter.CreateCounter<long>("vidora.delivery.outcomes", "{event}", "Outcomes of attempts to send, by reason.");
        _quarantined = _meter.CreateCounter<long>("vidora.delivery.quarantined", "{item}", "Items put into the quarantine, by reason.");
        _notForwarded = _meter.CreateCounter<long>("vidora.delivery.not_forwarded", "{event}", "Events that the mapping left out, by reason.");
        _appendDuration = _meter.CreateHistogram<double>(
            "vidora.delivery.append.duration", "s", "How long an append took, fsync included.");
    }

    public void Accepted(int events, TimeSpan duration)
    {
        _appendDuration.Record(duration.TotalSeconds, _account);
        _accepted.Add(events, _account);
    }

    public void Refused(int events, string reason)
    {
        if (events > 0)
        {
            _refused.Add(events, _account, new("vidora.reason", reason));
        }
    }

    public void NotForwarded(MappingIssue issue) =>
        _notForwarded.Add(issue.NotForwardedEvents, _account, new("vidora.reason", IssueReason.Of(issue.Code)));

    public void Quarantined(QuarantineReason reason) =>
        _quarantined.Add(1, _account, new("vidora.reason", reason.Word()));

    public void Settled(IReadOnlyList<SendOutcome> outcomes)
    {
        foreach (var group in outcomes.GroupBy(outcome => (outcome.Status, outcome.Reason)))
        {
            var count = group.Count();
            _settled.Add(count, _account, new("vidora.outcome", group.First().TagValue), new("vidora.reason", group.Key.Reason));
            lock (_lock)
            {
                _outcomes[group.Key] = _outcomes.GetValueOrDefault(group.Key) + count;
            }
        }
    }

    public IReadOnlyList<OutcomeCount> GetOutcomes()
    {
        lock (_lock)
        {
            return _outcomes.Select(entry => new OutcomeCount { Status = entry.Key.Status, Reason = entry.Key.Reason, Count = entry.Value }).ToList();
        }
    }

    /// <summary>Adds gauges of the queue. They show the last status: a collector does not read the store.</summary>
    public void Observe(Func<DeliveryStoreStatus?> status, Func<bool> paused, TimeProvider time)
    {
        _meter.CreateObservableGauge("vidora.delivery.queue.events", () => Of(s => s.Events), "{event}", "Events in the queue.");
        _meter.CreateObservableGauge("vidora.delivery.queue.bytes", () => Of(s => s.Bytes), "By", "Bytes in the queue.");
        _meter.CreateObservableGauge(
            "vidora.delivery.queue.oldest_age",
            () => Of(s => s.OldestAcceptedAt is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0d),
            "s",
            "Age of the oldest event.");
        _meter.CreateObservableGauge(
            "vidora.delivery.dead_letters",
            () => status() is { } s
                ? s.DeadLetters.Select(entry => new Measurement<long>(entry.Value, _account, new("vidora.reason", entry.Key)))
                : [],
            "{event}",
            "Dead letters, by reason.");
        _meter.CreateObservableGauge(
            "vidora.delivery.paused", () => new Measurement<int>(paused() ? 1 : 0, _account), null, "1 while the account is paused.");

        IEnumerable<Measurement<T>> Of<T>(Func<DeliveryStoreStatus, T> value)
            where T : struct => status() is { } s ? [new Measurement<T>(value(s), _account)] : [];
    }

    public void Dispose() => _ownMeter?.Dispose();
}
