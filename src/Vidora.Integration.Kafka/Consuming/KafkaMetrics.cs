using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Kafka.Telemetry;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Counts messages and events. Tags are closed sets, topics and partition numbers; none holds data about a user.</summary>
internal sealed class KafkaMetrics : IDisposable
{
    public const string MeterName = "Vidora.Integration.Kafka";

    private readonly KeyValuePair<string, object?> _account;
    private readonly KeyValuePair<string, object?> _group;
    private readonly Meter? _ownMeter;
    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _notForwarded;
    private readonly Counter<long> _rebalances;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _commitErrors;
    private readonly ConcurrentDictionary<string, long> _notForwardedEvents = new(StringComparer.Ordinal);
    private long _settled;

    public KafkaMetrics(string account, string group, TimeProvider time, IMeterFactory? factory)
    {
        Intake = new Intake(time);
        _account = new(VidoraTelemetry.AccountTag, VidoraTelemetry.NameOf(account));
        Group = group;
        _group = new(MessagingTags.Group, group);
        _meter = factory?.Create(MeterName) ?? (_ownMeter = new Meter(MeterName));
        _messages = _meter.CreateCounter<long>("vidora.kafka.messages", "{message}", "Messages settled, by outcome.");
        _notForwarded = _meter.CreateCounter<long>("vidora.kafka.not_forwarded", "{event}", "Events that the mapping left out, by reason.");
        _rebalances = _meter.CreateCounter<long>("vidora.kafka.rebalances", "{rebalance}", "Changes of the assignment, by kind.");
        _errors = _meter.CreateCounter<long>("vidora.kafka.errors", "{error}", "Errors that librdkafka reported, by code.");
        _commitErrors = _meter.CreateCounter<long>("vidora.kafka.commit_errors", "{error}", "Commits of offsets that failed, by code.");
    }

    public string Group { get; }

    /// <summary>Gets what was settled in the last minutes, and what the mapper left out of it.</summary>
    public Intake Intake { get; }

    /// <summary>Gets the messages settled since the start.</summary>
    public long SettledMessages => Interlocked.Read(ref _settled);

    /// <summary>Gets the events that the mapping has left out since the start, by reason.</summary>
    public IReadOnlyDictionary<string, long> NotForwardedEvents => new Dictionary<string, long>(_notForwardedEvents, StringComparer.Ordinal);

    /// <summary>Counts settled messages. Returns whether the mapper has left out events of them.</summary>
    public bool Settled(IReadOnlyList<MappedMessage> messages)
    {
        Interlocked.Add(ref _settled, messages.Count);
        foreach (var group in messages.CountBy(message => message.Outcome))
        {
            _messages.Add(group.Value, _account, new(VidoraTelemetry.OutcomeTag, group.Key));
        }

        var leftOut = messages.SelectMany(message => message.Issues).Where(issue => issue.NotForwardedEvents > 0).ToList();
        Intake.Add(messages.Sum(message => (long)message.Events.Count), leftOut.Select(issue => (issue.Code, issue.NotForwardedEvents)));
        foreach (var issue in leftOut)
        {
            var reason = IssueReason.Of(issue.Code);
            _notForwarded.Add(issue.NotForwardedEvents, _account, new("vidora.reason", reason));
            _notForwardedEvents.AddOrUpdate(reason, issue.NotForwardedEvents, (_, before) => before + issue.NotForwardedEvents);
        }

        return leftOut.Count > 0;
    }

    public void Rebalanced(string kind) => _rebalances.Add(1, _account, _group, new("vidora.kafka.rebalance", kind));

    public void Failed(ErrorCode code) => _errors.Add(1, _account, _group, new(MessagingTags.ErrorType, code.ToString()));

    public void CommitFailed(ErrorCode code) => _commitErrors.Add(1, _account, _group, new(MessagingTags.ErrorType, code.ToString()));

    /// <summary>Observes the partitions.</summary>
    public void Observe(Func<IReadOnlyCollection<PartitionWork>> partitions)
    {
        Gauge("vidora.kafka.lag", work => work.Lag, "{message}", "Messages from the first that is not settled to the end that the broker names. Negative when the topic was created again.");
        Gauge("vidora.kafka.in_flight", work => work.Open, "{message}", "Messages of a partition that are consumed and not settled.");
        Gauge("vidora.kafka.paused", work => work.IsPaused ? 1 : 0, null, "1 while back-pressure pauses a partition, otherwise 0.");

        void Gauge(string name, Func<PartitionWork, long?> measure, string? unit, string description) => _meter.CreateObservableGauge(
            name,
            () => from work in partitions()
                  let value = measure(work)
                  where value is not null
                  select new Measurement<long>(
                      value.Value,
                      _account,
                      MessagingTags.Kafka,
                      _group,
                      new(MessagingTags.Destination, work.Partition.Topic),
                      new(MessagingTags.Partition, MessagingTags.PartitionId(work.Partition))),
            unit,
            description);
    }

    public void Dispose() => _ownMeter?.Dispose();
}
