using Microsoft.Extensions.Logging;

namespace Vidora.Integration.AspNetCore.Telemetry;

/// <summary>Writes all messages of the package. No message holds a key, a token, a header, a body or data about a user.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "{Endpoint}: {Count} documents of a request are unreadable. First error: {Error}")]
    public static partial void Unreadable(this ILogger logger, string endpoint, int count, string error);

    [LoggerMessage(4002, LogLevel.Warning, "{Endpoint}: refused a request without valid authorization. Check that this host knows the value that mParticle sends.")]
    public static partial void Unauthorized(this ILogger logger, string endpoint);

    [LoggerMessage(4003, LogLevel.Error, "firehose: mParticle's account {Account} sends an API key or a secret of no account of this host. Its events are answered with 503. Register the account.")]
    public static partial void UnknownAccount(this ILogger logger, long? account);

    [LoggerMessage(4004, LogLevel.Information, "firehose: recorded erasure {Request} of {Users} users. The request to Vidora follows.")]
    public static partial void ErasureTaken(this ILogger logger, Guid request, int users);

    [LoggerMessage(4008, LogLevel.Warning, "{Endpoint}: refused a request of a web page, or of another machine without a credential. Set {Option} to receive from other machines.")]
    public static partial void Forbidden(this ILogger logger, string endpoint, string option);

    [LoggerMessage(4009, LogLevel.Warning, "{Endpoint}: accepts requests without a credential from {Callers}. Set {Option}.")]
    public static partial void Anonymous(this ILogger logger, string endpoint, string callers, string option);

    [LoggerMessage(4007, LogLevel.Error, "{Endpoint}: a request failed with an unexpected exception ({Exception}). The answer 500 makes mParticle send it again.")]
    public static partial void Unexpected(this ILogger logger, string endpoint, string exception);
}
