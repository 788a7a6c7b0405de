using System.Diagnostics;
using System.Text.Json.Serialization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka;

/// <summary>What is consumed, and how. Defaults are our choice unless said otherwise.</summary>
public sealed class VidoraKafkaOptions
{
    /// <summary>The topics that mParticle's Kafka output writes to; at least one. A name that begins with <c>^</c> is a pattern.</summary>
    public IList<string> Topics { get; } = [];

    /// <summary>
    /// Confluent's own configuration: <c>BootstrapServers</c>, <c>GroupId</c>, TLS, SASL and whatever else librdkafka knows.
    /// Different from librdkafka's defaults are here <c>AutoOffsetReset</c> = earliest, <c>PartitionAssignmentStrategy</c> =
    /// cooperative-sticky, <c>FetchQueueBackoffMs</c> = 10, <c>AutoCommitIntervalMs</c> = 1000 and
    /// <c>EnableAutoOffsetStore</c> = false, which must stay so. It holds passwords, so that it is in no JSON of the options.
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
    /// Where batches that cannot be forwarded and events that Vidora rejects go, with the reason in headers, through the
    /// same brokers and credentials. No topic that is consumed, by name or by pattern. Default null: to the quarantine and the
    /// dead letters of the account's store.
    /// </summary>
    public string? DeadLetterTopic { get; set; }

    /// <summary>
    /// Requests to Vidora at a time for each partition. Messages with the same key share a worker, so their order is kept.
    /// Default 1.
    /// </summary>
    public int WorkersPerPartition { get; set; } = 1;

    /// <summary>
    /// Bytes of messages that are consumed and not settled, over all partitions of this member. Default 64 MiB. Half of them
    /// are for whoever comes first, the other half is shared out among the partitions; one that finds no room is paused
    /// until half of its share is free again.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How long a rebalance or a stop waits for requests under way. Default 5 s. What is not answered by then is consumed
    /// again by whoever gets the partition.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
