using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds a partition whose offsets began again, because its topic was deleted and created again.</summary>
internal sealed record RecreatedPartition(TopicPartition Partition, DateTimeOffset At);
