namespace Vidora.Integration.Client;

/// <summary>Reads the refusal of a proxy to connect to the service.</summary>
internal static class ProxyAnswer
{
    /// <summary>Returns the outcome; null when the proxy failed and did not refuse.</summary>
    /// <remarks>
    /// .NET reports the proxy in the text of the exception only, in quotes. Of that text just host and port are used, because an
    /// address may hold a password.
    /// </remarks>
    public static SendOutcome? Read(Exception failure) => failure is HttpRequestException { StatusCode: { } status } && (int)status is >= 300 and <= 499
        ? new SendOutcome(SendStatus.AccountFault, AnswerClassifier.ProxyRefused)
        {
            HttpStatus = (int)status,
            Origin = failure.Message.Split('\'') is [_, var address, ..] && Uri.TryCreate(address, UriKind.Absolute, out var proxy)
                ? $"the proxy {proxy.Host}:{proxy.Port}"
                : "a proxy",
        }
        : null;
}
