namespace Vidora.Samples.Console.Hosting;

/// <summary>Holds the settings of <c>vidora serve</c>.</summary>
internal sealed class ServeSettings : ForwardingSettings
{
    public required Uri Listen { get; init; }

    /// <summary>Gets the value of the webhook's header; null when there is none.</summary>
    public string? WebhookAuthorization { get; init; }

    public string? FirehoseToken { get; init; }

    /// <summary>Gets the credential of operators; null when the host has no operations.</summary>
    public string? OperatorCredential { get; init; }

    /// <summary>Gets whether callers need no credential. The host then listens on this machine only.</summary>
    public bool IsAnonymous =>
        WebhookAuthorization is null && FirehoseToken is null
        && Section("Receiving")?.GetChildren().Any(setting => setting.Key is "WebhookAuthorizations" or "FirehoseTokens") is not true;
}
