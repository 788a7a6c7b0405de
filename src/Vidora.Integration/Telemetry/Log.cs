using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Telemetry;

/// <summary>Holds all log messages of this package; event ids 100 to 199.</summary>
/// <remarks>
/// Messages hold operations, outcomes, reasons and counts. They never hold an address, a key, a body, an exception's text or user data.
/// </remarks>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "{Service} {Operation}: accepted ({Reason}) in {Milliseconds} ms.")]
    public static partial void RequestSucceeded(ILogger logger, string service, string operation, string reason, double milliseconds);

    [LoggerMessage(
        101,
        LogLevel.Warning,
        "{Service} {Operation}: {Outcome} ({Reason}) in {Milliseconds} ms. Requests that failed like this since the last line: {Count}.")]
    public static partial void RequestFailed(
        ILogger logger, string service, string operation, string outcome, string reason, double milliseconds, long count);

    [LoggerMessage(
        102,
        LogLevel.Error,
        "{Service} {Operation}: the account is at fault ({Reason}), for {Count} requests since the last line. Nothing is accepted until this is corrected: {Advice}")]
    public static partial void AccountFault(ILogger logger, string service, string operation, string reason, long count, string advice);

    [LoggerMessage(103, LogLevel.Error, "{Service} {Operation}: unknown answer or failure ({Reason}, {Detail}). It is retried. Report it to the maintainers.")]
    public static partial void Unclassified(ILogger logger, string service, string operation, string reason, string detail);

    [LoggerMessage(104, LogLevel.Warning, "An event of {Bytes} bytes was not sent: a request takes {MaxRequestBytes} bytes.")]
    public static partial void EventTooLarge(ILogger logger, int bytes, int maxRequestBytes);

    [LoggerMessage(105, LogLevel.Debug, "{Service} {Operation}: {Outcome} ({Reason}) in {Milliseconds} ms.")]
    public static partial void RequestFailedAgain(
        ILogger logger, string service, string operation, string outcome, string reason, double milliseconds);
}
