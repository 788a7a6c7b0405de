using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Telemetry;

/// <summary>Holds all log messages of this package; event ids 100 to 199.</summary>
/// <remarks>
/// Messages hold operations, outcomes, reasons and counts. They never hold an address, a key, a body, an exception's text or user data.
/// </remarks>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Vidora {Operation}: accepted ({Reason}) in {Milliseconds} ms.")]
    public static partial void RequestSucceeded(ILogger logger, string operation, string reason, double milliseconds);

    [LoggerMessage(101, LogLevel.Warning, "Vidora {Operation}: {Outcome} ({Reason}) in {Milliseconds} ms.")]
    public static partial void RequestFailed(ILogger logger, string operation, string outcome, string reason, double milliseconds);

    [LoggerMessage(102, LogLevel.Error, "Vidora {Operation}: the account is at fault ({Reason}). Nothing is accepted until this is corrected. {Advice}")]
    public static partial void AccountFault(ILogger logger, string operation, string reason, string advice);

    [LoggerMessage(103, LogLevel.Error, "Vidora {Operation}: unknown answer or failure ({Reason}, {Detail}). It is retried. Report it to the maintainers.")]
    public static partial void Unclassified(ILogger logger, string operation, string reason, string detail);

    [LoggerMessage(104, LogLevel.Warning, "An event of {Bytes} bytes was not sent: a request takes {MaxRequestBytes} bytes.")]
    public static partial void EventTooLarge(ILogger logger, int bytes, int maxRequestBytes);

    [LoggerMessage(110, LogLevel.Debug, "mParticle feed: accepted ({Reason}) in {Milliseconds} ms.")]
    public static partial void FeedRequestSucceeded(ILogger logger, string reason, double milliseconds);

    [LoggerMessage(111, LogLevel.Warning, "mParticle feed: {Outcome} ({Reason}) in {Milliseconds} ms.")]
    public static partial void FeedRequestFailed(ILogger logger, string outcome, string reason, double milliseconds);

    [LoggerMessage(112, LogLevel.Error, "mParticle feed: the feed's setup is at fault ({Reason}). Nothing is written until this is corrected. {Advice}")]
    public static partial void FeedAccountFault(ILogger logger, string reason, string advice);

    [LoggerMessage(113, LogLevel.Error, "mParticle feed: unknown answer or failure ({Reason}, {Detail}). It is retried. Report it to the maintainers.")]
    public static partial void FeedUnclassified(ILogger logger, string reason, string detail);
}
