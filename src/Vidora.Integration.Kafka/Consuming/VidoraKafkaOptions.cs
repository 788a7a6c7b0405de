using System.Diagnostics;
using System.Text.Json.Serialization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka;

/// <summary>Configures a consumer. Defaults are our choice.</summary>
public sealed class VidoraKafkaOptions
{
    internal const int MaxWorkers = 64;
    internal const long MinBufferedBytes = 1 << 20;
    internal static readonly TimeSpan MaxDrainTimeout = TimeSpan.FromMinutes(4);

    /// <summary>Gets the topics of mParticle's Kafka output, at least one. A name that begins with <c>^</c> is a pattern.</summary>
    public IList<string> Topics { get; } = [];

    /// <summary>
    /// Gets Confluent's configuration: <c>BootstrapServers</c>, <c>GroupId</c>, TLS, SASL and every other setting of librdkafka. These
    /// settings differ from librdkafka's defaults: <c>AutoOffsetReset</c> = earliest, <c>PartitionAssignmentStrategy</c> =
    /// cooperative-sticky, <c>FetchQueueBackoffMs</c> = 10, <c>AutoCommitIntervalMs</c> = 1000, and <c>EnableAutoOffsetStore</c> =
    /// false, which you cannot change. JSON of the options leaves it out, because it holds passwords.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ConsumerConfig Consumer { get; } = new()
    {
        AutoOffsetReset = AutoOffsetReset.Earliest,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        FetchQueueBackoffMs = 10,
        AutoCommitIntervalMs = 1000,
        EnableAutoOffsetStore = false,
    };

    /// <summary>
    /// Gets or sets the topic that gets batches that cannot be forwarded and events that Vidora rejects, with the reason in headers. It
    /// uses the consumer's brokers and credentials, and must not be a consumed topic. Default: null, the account's store.
    /// </summary>
    public string? DeadLetterTopic { get; set; }

    /// <summary>
    /// Gets or sets the concurrent requests for each partition, 1 to 64. Messages with the same key share a worker, which keeps their
    /// order. Default: 1.
    /// </summary>
    public int WorkersPerPartition { get; set; } = 1;

    /// <summary>
    /// Gets or sets the bytes of messages that are consumed and not settled, over all partitions, at least 1 MiB. Partitions compete
    /// for one half and share the other half equally. A partition without room is paused until half of its share is free. Default:
    /// 64 MiB.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Gets or sets how long a rebalance or a stop waits for requests in flight, at most 4 minutes. The next member consumes
    /// unanswered messages again. Default: 5 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
