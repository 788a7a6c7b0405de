using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>All messages of the package; event ids from 5001. None holds a key, a payload or anything about a user.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Account {Account} consumes {Topics} from Kafka in group {Group}.")]
    public static partial void Started(this ILogger logger, string account, string topics, string group);

    [LoggerMessage(5002, LogLevel.Information, "The Kafka consumer of account {Account} has stopped; {Messages} messages were settled since the start.")]
    public static partial void Stopped(this ILogger logger, string account, long messages);

    [LoggerMessage(5003, LogLevel.Information, "Account {Account}: partitions {Partitions} were {What}.")]
    public static partial void Rebalanced(this ILogger logger, string account, string partitions, string what);

    [LoggerMessage(
        5004, LogLevel.Warning, "Account {Account}: {Messages} messages of revoked partitions were under way for too long and will be consumed again.")]
    public static partial void NotDrained(this ILogger logger, string account, int messages);

    [LoggerMessage(5005, LogLevel.Error, "The Kafka consumer of account {Account} failed ({Failure}); it begins anew in {Delay}.")]
    public static partial void ConsumerFailed(this ILogger logger, string account, string failure, TimeSpan delay);

    [LoggerMessage(5006, LogLevel.Warning, "Kafka reports to account {Account}: {Error} ({Reason}).")]
    public static partial void BrokerError(this ILogger logger, string account, string error, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "{Count} events of account {Account} became dead letters; first reason: {Reason}.")]
    public static partial void Died(this ILogger logger, string account, int count, string reason);

    [LoggerMessage(
        5008, LogLevel.Warning, "Account {Account}: {Count} documents of {Partition} at offset {Offset} cannot be forwarded ({Reason}); {Kept} were kept.")]
    public static partial void Poisoned(this ILogger logger, string account, int count, string partition, long offset, string reason, int kept);

    [LoggerMessage(5009, LogLevel.Error, "Account {Account}: {Step} of messages of {Partition} failed ({Failure}) and is tried again; its offset waits.")]
    public static partial void StepFailed(this ILogger logger, string account, string step, string partition, string failure);

    [LoggerMessage(5010, LogLevel.Debug, "Account {Account}: {Partition} is {What}: its messages come faster than they are sent, or did.")]
    public static partial void Throttled(this ILogger logger, string account, string partition, string what);

    [LoggerMessage(5011, LogLevel.Debug, "Account {Account}: the offset of {Partition} was not stored ({Error}).")]
    public static partial void NotStored(this ILogger logger, string account, string partition, string error);

    [LoggerMessage(5012, LogLevel.Debug, "librdkafka of account {Account}: {Facility}: {Line}")]
    public static partial void Librdkafka(this ILogger logger, string account, string facility, string line);
}
