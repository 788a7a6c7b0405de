using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Counts what is consumed. Tags are closed sets, topics and partition numbers; none says anything about a user.</summary>
internal sealed class KafkaMetrics : IDisposable
{
    private static readonly Dictionary<MappingIssueCode, string> _reasons = Enum.GetValues<MappingIssueCode>()
        .ToDictionary(code => code, code => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()));

    private readonly KeyValuePair<string, object?> _account;
    private readonly Meter? _ownMeter;
    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _notForwarded;
    private readonly Counter<long> _rebalances;
    private readonly ConcurrentDictionary<string, long> _left = new(StringComparer.Ordinal);
    private long _settled;

    public KafkaMetrics(string account, IMeterFactory? factory)
    {
        _account = new(VidoraTelemetry.AccountTag, VidoraTelemetry.NameOf(account));
        _meter = factory?.Create(VidoraKafkaTelemetry.MeterName) ?? (_ownMeter = new Meter(VidoraKafkaTelemetry.MeterName));
        _messages = _meter.CreateCounter<long>("vidora.kafka.messages", "{message}", "Messages settled, by outcome.");
        _notForwarded = _meter.CreateCounter<long>("vidora.kafka.not_forwarded", "{event}", "Events that the mapping leaves out, by reason.");
        _rebalances = _meter.CreateCounter<long>("vidora.kafka.rebalances", "{rebalance}", "Changes of the assignment, by kind.");
    }

    /// <summary>Messages settled since the start.</summary>
    public long SettledMessages => Interlocked.Read(ref _settled);

    /// <summary>Events that the mapping has left out since the start, by reason.</summary>
    public IReadOnlyDictionary<string, long> NotForwardedEvents => new Dictionary<string, long>(_left, StringComparer.Ordinal);

    public void Settled(IReadOnlyList<MappedMessage> messages)
    {
        Interlocked.Add(ref _settled, messages.Count);
        foreach (var group in messages.GroupBy(message => message.Outcome))
        {
            _messages.Add(group.Count(), _account, new("vidora.outcome", group.Key));
        }

        foreach (var issue in messages.SelectMany(message => message.Issues))
        {
            if (issue.NotForwardedEvents > 0)
            {
                var reason = _reasons.GetValueOrDefault(issue.Code, "other");
                _notForwarded.Add(issue.NotForwardedEvents, _account, new("vidora.reason", reason));
                _left.AddOrUpdate(reason, issue.NotForwardedEvents, (_, before) => before + issue.NotForwardedEvents);
            }
        }
    }

    public void Rebalanced(string kind) => _rebalances.Add(1, _account, new("vidora.kafka.rebalance", kind));

    public void Observe(Func<IReadOnlyCollection<PartitionWork>> partitions)
    {
        _meter.CreateObservableGauge(
            "vidora.kafka.lag",
            () => partitions().Where(work => work.Lag is not null).Select(work => Of(work, work.Lag!.Value)),
            "{message}",
            "Messages of a partition that are not settled.");
        _meter.CreateObservableGauge(
            "vidora.kafka.in_flight",
            () => partitions().Select(work => Of(work, (long)work.Open)),
            "{message}",
            "Messages of a partition that are consumed and not settled.");
        _meter.CreateObservableGauge(
            "vidora.kafka.paused",
            () => partitions().Select(work => Of(work, work.IsPaused ? 1L : 0L)),
            null,
            "1 while a partition is paused because it comes faster than it is sent.");

        Measurement<long> Of(PartitionWork work, long value) => new(
            value,
            _account,
            new("vidora.kafka.topic", work.Partition.Topic),
            new("vidora.kafka.partition", work.Partition.Partition.Value));
    }

    public void Dispose() => _ownMeter?.Dispose();
}
