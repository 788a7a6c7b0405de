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

    [LoggerMessage(5006, LogLevel.Warning, "Kafka reports to account {Account}: {Error} ({Reason}). Reports of this error since the last line: {Count}.")]
    public static partial void BrokerError(this ILogger logger, string account, string error, string reason, long count);

    [LoggerMessage(5007, LogLevel.Warning, "Events of account {Account} that became dead letters since the last line: {Count} ({Reason}).")]
    public static partial void Died(this ILogger logger, string account, long count, string reason);

    [LoggerMessage(
        5008,
        LogLevel.Warning,
        "Account {Account}: documents that cannot be forwarded since the last line: {Count} ({Reason}). The last one is in {Partition} at offset {Offset}.")]
    public static partial void Poisoned(this ILogger logger, string account, long count, string reason, string partition, long offset);

    [LoggerMessage(
        5009,
        LogLevel.Error,
        "Account {Account}: {Step} of messages of {Partition} failed ({Failure}), {Count} times since the last line. The consumer tries again; the offset waits.")]
    public static partial void StepFailed(this ILogger logger, string account, string step, string partition, string failure, long count);

    [LoggerMessage(5010, LogLevel.Debug, "Account {Account}: {Partition} is {Change} by back-pressure.")]
    public static partial void Throttled(this ILogger logger, string account, string partition, string change);

    [LoggerMessage(5011, LogLevel.Debug, "Account {Account}: the offset of {Partition} was not stored ({Error}).")]
    public static partial void NotStored(this ILogger logger, string account, string partition, string error);

    [LoggerMessage(EventId = 5012, Message = "librdkafka of account {Account}: {Facility}: {Line}")]
    public static partial void Librdkafka(this ILogger logger, LogLevel level, string account, string facility, string line);

    [LoggerMessage(
        5013,
        LogLevel.Error,
        "Account {Account}: Kafka did not take offsets ({Error}; {Count} times since the last line). Nothing is lost. Settled messages come again after a restart.")]
    public static partial void CommitFailed(this ILogger logger, string account, string error, long count);

    [LoggerMessage(
        5014,
        LogLevel.Error,
        "The Kafka consumer of account {Account} stopped. It settled {Messages} messages since its start, and Kafka did not confirm the last offsets of {Partitions}: the group consumes messages again.")]
    public static partial void StoppedWithoutCommit(this ILogger logger, string account, long messages, string partitions);

    [LoggerMessage(
        5015,
        LogLevel.Error,
        "Account {Account}: {Partition} begins again at offset {Offset}, before {Expected}: its topic was deleted and created again. The consumer continues there; {Dropped} messages of the old topic are dropped.")]
    public static partial void Recreated(this ILogger logger, string account, string partition, long offset, long expected, int dropped);

    [LoggerMessage(
        5016, LogLevel.Error, "Account {Account}: documents that were not kept since the last line, because the quarantine is off or has no room: {Count} ({Reason}).")]
    public static partial void NotKept(this ILogger logger, string account, long count, string reason);

    [LoggerMessage(EventId = 5017, Message = "Account {Account}: the mapping left out {LeftOut} of {Events} events in the last minutes, mostly for {Reason}. Check Mapping of this account.")]
    public static partial void LeftOut(this ILogger logger, LogLevel level, string account, long leftOut, long events, string reason);

    [LoggerMessage(5018, LogLevel.Information, "Account {Account}: {Users} users that other processes have forgotten are refused here; {Rows} events, dead letters and quarantine items were removed.")]
    public static partial void Learned(this ILogger logger, string account, int users, int rows);

    [LoggerMessage(5019, LogLevel.Information, "Account {Account}: {Users} forgotten users were written to the topic.")]
    public static partial void SharedForgotten(this ILogger logger, string account, int users);

    [LoggerMessage(
        5020, LogLevel.Error, "Account {Account}: {Users} forgotten users could not be written to the topic ({Error}). The write is repeated. {Advice}")]
    public static partial void NotShared(this ILogger logger, string account, int users, string error, string advice);

    [LoggerMessage(
        5021, LogLevel.Warning, "Account {Account}: the cleanup policy of the topic {Topic} is unknown ({Error}). Check that it is compact, or forgotten users are lost.")]
    public static partial void PolicyUnknown(this ILogger logger, string account, string topic, string error);
}
