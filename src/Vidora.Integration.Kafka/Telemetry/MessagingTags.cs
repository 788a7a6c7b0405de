using System.Globalization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Names the attributes that OpenTelemetry has for messaging systems.</summary>
internal static class MessagingTags
{
    public const string Group = "messaging.consumer.group.name";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string Operation = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string MessageCount = "messaging.batch.message_count";
    public const string ErrorType = "error.type";

    public static KeyValuePair<string, object?> Kafka => new("messaging.system", "kafka");

    /// <summary>Returns the number of a partition as text, as OpenTelemetry has it.</summary>
    public static string PartitionId(TopicPartition partition) => partition.Partition.Value.ToString(CultureInfo.InvariantCulture);
}
