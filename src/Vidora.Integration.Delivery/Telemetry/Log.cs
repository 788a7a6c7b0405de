using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Delivery.Telemetry;

/// <summary>Defines the log messages of the package. None holds a key, a request's address, a body or user data.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Forwarding of account {Account} has started; {Events} events are in the queue.")]
    public static partial void Started(this ILogger logger, string account, long events);

    [LoggerMessage(
        3002,
        LogLevel.Information,
        "Forwarding of account {Account} has stopped; {Events} events stay in the queue. Since the start: {Outcomes}.")]
    public static partial void Stopped(this ILogger logger, string account, long events, string outcomes);

    [LoggerMessage(3003, LogLevel.Error, "The queue of account {Account} could not be used: {Message}")]
    public static partial void StoreFailed(this ILogger logger, string account, string message);

    [LoggerMessage(3004, LogLevel.Critical, "The sender of account {Account} failed unexpectedly ({Exception}) and continues.")]
    public static partial void LoopFailed(this ILogger logger, string account, string exception);

    [LoggerMessage(
        3005,
        LogLevel.Error,
        "An attempt to send to Vidora ended with an unknown failure ({What}); it is retried.")]
    public static partial void Unclassified(this ILogger logger, string what);

    [LoggerMessage(3006, LogLevel.Warning, "Events of account {Account} that became dead letters since the last line: {Count} ({Reason}).")]
    public static partial void Died(this ILogger logger, string account, long count, string reason);

    [LoggerMessage(3007, LogLevel.Error, "Account {Account}: {Sentence}")]
    public static partial void Paused(this ILogger logger, string account, string sentence);

    [LoggerMessage(3008, LogLevel.Information, "Account {Account} sends again.")]
    public static partial void Resumed(this ILogger logger, string account);

    [LoggerMessage(3009, LogLevel.Warning, "Account {Account}: the queue is full; {Events} events were refused since the last line.")]
    public static partial void Full(this ILogger logger, string account, long events);

    [LoggerMessage(
        3010,
        LogLevel.Warning,
        "Account {Account}: the request to Vidora for erasure {Request} failed ({Reason}); it is retried.")]
    public static partial void ErasureFailed(this ILogger logger, string account, Guid request, string reason);

    [LoggerMessage(3011, LogLevel.Information, "Account {Account}: Vidora has received erasure {Request}.")]
    public static partial void ErasureForwarded(this ILogger logger, string account, Guid request);

    [LoggerMessage(3012, LogLevel.Warning, "Account {Account}: {Count} dead letters ({Reason}) are in the queue again: Vidora refuses everything, so their content is not at fault.")]
    public static partial void TakenBack(this ILogger logger, string account, int count, string reason);

    [LoggerMessage(
        3013,
        LogLevel.Error,
        "Account {Account}: Vidora refuses erasure {Request} for good ({Reason}). Ask Vidora, then record the answer or ask again with a new request.")]
    public static partial void ErasureRefused(this ILogger logger, string account, Guid request, string reason);

    [LoggerMessage(3015, LogLevel.Warning, "Account {Account}: {Sentence}")]
    public static partial void Noticed(this ILogger logger, string account, string sentence);

    [LoggerMessage(EventId = 3016, Message = "Account {Account}: the mapping left out {LeftOut} of {Events} events in the last minutes, mostly for {Reason}. Check Mapping of this account.")]
    public static partial void LeftOut(this ILogger logger, LogLevel level, string account, long leftOut, long events, string reason);

    [LoggerMessage(3017, LogLevel.Error, "Account {Account}: a data subject request ({Reason}) waits for a person. Act on it, then close it.")]
    public static partial void Held(this ILogger logger, string account, HeldReason reason);

    [LoggerMessage(3018, LogLevel.Error, "Account {Account}: a data subject request ({Reason}) was refused, because nothing keeps it here. Act on it by hand.")]
    public static partial void NotHeld(this ILogger logger, string account, HeldReason reason);

    [LoggerMessage(3201, LogLevel.Warning, "{Endpoint}: {Count} documents of a request are unreadable. First error: {Error}")]
    public static partial void Unreadable(this ILogger logger, string endpoint, int count, string error);

    [LoggerMessage(3202, LogLevel.Warning, "{Endpoint}: refused a request without valid authorization. Check that this host knows the value that mParticle sends.")]
    public static partial void Unauthorized(this ILogger logger, string endpoint);

    [LoggerMessage(3203, LogLevel.Error, "firehose: mParticle's account {Account} sends an API key or a secret of no account of this host. Its events are answered with 503. Register the account.")]
    public static partial void UnknownAccount(this ILogger logger, long? account);

    [LoggerMessage(3204, LogLevel.Information, "firehose: recorded erasure {Request} of {Users} users. The request to Vidora follows.")]
    public static partial void ErasureTaken(this ILogger logger, Guid request, int users);

    [LoggerMessage(3101, LogLevel.Information, "Import of {Pipeline}: {Status}. {Sentence}")]
    public static partial void Imported(this ILogger logger, string pipeline, string status, string sentence);

    [LoggerMessage(3102, LogLevel.Critical, "The prediction import of account {Account} had an unexpected error ({Exception}) and continues.")]
    public static partial void ImportLoopFailed(this ILogger logger, string account, string exception);

    [LoggerMessage(3103, LogLevel.Error, "Account {Account}: {Sentence}")]
    public static partial void ImportWaits(this ILogger logger, string account, string sentence);

    [LoggerMessage(3020, LogLevel.Information, "A replay has ended: {Files} inputs, {Events} events read; {Delivered} Vidora events delivered, {Refused} refused; {Unreadable} documents unreadable.")]
    public static partial void Replayed(this ILogger logger, int files, long events, long delivered, long refused, long unreadable);
}
