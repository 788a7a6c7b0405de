namespace Vidora.Integration.AspNetCore;

/// <summary>Selects the Vidora account that gets the events of a Firehose message.</summary>
public enum FirehoseAccountKey
{
    /// <summary>Selects the endpoint's own account. The endpoint ignores the message's <c>account_settings</c>.</summary>
    Host,

    /// <summary>
    /// Selects the registered account whose API key stands in the setting <c>apiKey</c>. If the account has a secret, the setting
    /// <c>apiSecret</c> must match it. A message can only select an account of this host.
    /// </summary>
    FromSettings,
}
