using Microsoft.Extensions.Logging;

namespace Vidora.Integration.AspNetCore.Telemetry;

/// <summary>All messages of the package. None holds a key, a token, a header, a body or anything about a user.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "{Endpoint}: {Count} documents of a request could not be read. First: {Error}")]
    public static partial void Unreadable(this ILogger logger, string endpoint, int count, string error);

    [LoggerMessage(4002, LogLevel.Warning, "{Endpoint}: a request without valid authorization was refused. Is the value that mParticle sends among those of this host?")]
    public static partial void Unauthorized(this ILogger logger, string endpoint);

    [LoggerMessage(4003, LogLevel.Error, "firehose: the account {Account} of mParticle sends an API key that no account of this host has (or another secret than it has). Its events are answered with 503 until the account is registered.")]
    public static partial void UnknownAccount(this ILogger logger, long? account);

    [LoggerMessage(4004, LogLevel.Information, "firehose: erasure {Request} of {Users} users is recorded; Vidora is asked next.")]
    public static partial void ErasureTaken(this ILogger logger, Guid request, int users);

    [LoggerMessage(4005, LogLevel.Error, "firehose: erasure {Request} names no MPID, so that nothing could be erased. It is in the quarantine, unless that is off; erase its user by hand.")]
    public static partial void ErasureWithoutMpid(this ILogger logger, Guid? request);

    [LoggerMessage(4006, LogLevel.Warning, "firehose: data subject request {Request} asks for something else than erasure; nothing was done. It is in the quarantine, unless that is off.")]
    public static partial void NotAnErasure(this ILogger logger, Guid? request);

    [LoggerMessage(4007, LogLevel.Error, "{Endpoint}: a request ended in something unexpected ({Exception}); mParticle is asked to send it again.")]
    public static partial void Unexpected(this ILogger logger, string endpoint, string exception);
}
