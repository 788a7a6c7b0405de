using Microsoft.Extensions.Logging;

namespace Vidora.Integration.AspNetCore.Telemetry;

/// <summary>Writes all messages of the package. No message holds a key, a token, a header, a body or data about a user.</summary>
internal static partial class Log
{
    [LoggerMessage(4008, LogLevel.Warning, "{Endpoint}: refused a request of a web page, or of another machine without a credential. Set {Option} to receive from other machines.")]
    public static partial void Forbidden(this ILogger logger, string endpoint, string option);

    [LoggerMessage(4009, LogLevel.Warning, "{Endpoint}: accepts requests without a credential from {Callers}. Set {Option}.")]
    public static partial void Anonymous(this ILogger logger, string endpoint, string callers, string option);

    [LoggerMessage(4010, LogLevel.Information, "sns: the subscription of {Topic} {What}.")]
    public static partial void SnsSubscription(this ILogger logger, string topic, string what);

    [LoggerMessage(4007, LogLevel.Error, "{Endpoint}: a request failed with an unexpected exception ({Exception}). The answer 500 makes mParticle send it again.")]
    public static partial void Unexpected(this ILogger logger, string endpoint, string exception);
}
