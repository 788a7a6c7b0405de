using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>An error that librdkafka reported.</summary>
internal sealed record ReportedError(ErrorCode Code, DateTimeOffset At);
