using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Writes all messages of the package; event ids from 5001. No message holds a key, a payload or data about a user.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Account {Account} consumes {Topics} from Kafka in group {Group}.")]
    public static partial void Started(this ILogger logger, string account, string topics, string? group);

    [LoggerMessage(5002, LogLevel.Information, "The Kafka consumer of account {Account} stopped. It settled {Messages} messages since its start.")]
    public static partial void Stopped(this ILogger logger, string account, long messages);

    [LoggerMessage(5003, LogLevel.Information, "Account {Account}: partitions {Partitions} were {Change}.")]
    public static partial void Rebalanced(this ILogger logger, string account, string partitions, string change);

    [LoggerMessage(
        5004, LogLevel.Warning, "Account {Account}: {Messages} messages of revoked partitions were not settled within the drain timeout. The group consumes them again.")]
    public static partial void NotDrained(this ILogger logger, string account, int messages);

    [LoggerMessage(5005, LogLevel.Error, "The Kafka consumer of account {Account} failed ({Failure}). A new client starts in {Delay}.")]
    public static partial void ConsumerFailed(this ILogger logger, string account, string failure, TimeSpan delay);

    [LoggerMessage(5006, LogLevel.Warning, "Kafka reports to account {Account}: {Error} ({Reason}).")]
    public static partial void BrokerError(this ILogger logger, string account, string error, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "{Count} events of account {Account} are dead letters. First reason: {Reason}.")]
    public static partial void Died(this ILogger logger, string account, int count, string reason);

    [LoggerMessage(
        5008, LogLevel.Warning, "Account {Account}: {Count} documents of {Partition} at offset {Offset} cannot be forwarded ({Reason}); {Kept} were kept.")]
    public static partial void Poisoned(this ILogger logger, string account, int count, string partition, long offset, string reason, int kept);

    [LoggerMessage(5009, LogLevel.Error, "Account {Account}: {Step} of messages of {Partition} failed ({Failure}). The consumer tries again; the offset waits.")]
    public static partial void StepFailed(this ILogger logger, string account, string step, string partition, string failure);

    [LoggerMessage(5010, LogLevel.Debug, "Account {Account}: {Partition} is {Change} by back-pressure.")]
    public static partial void Throttled(this ILogger logger, string account, string partition, string change);

    [LoggerMessage(5011, LogLevel.Debug, "Account {Account}: the offset of {Partition} was not stored ({Error}).")]
    public static partial void NotStored(this ILogger logger, string account, string partition, string error);

    [LoggerMessage(5012, LogLevel.Debug, "librdkafka of account {Account}: {Facility}: {Line}")]
    public static partial void Librdkafka(this ILogger logger, string account, string facility, string line);
}
