namespace Vidora.Integration.AspNetCore;

/// <summary>Which Vidora account gets the events of a Firehose message (our choice).</summary>
public enum FirehoseAccountKey
{
    /// <summary>The endpoint's own account, whatever the message's <c>account_settings</c> hold.</summary>
    Host,

    /// <summary>
    /// The registered account whose API key the customer typed into the setting <c>apiKey</c>; when the account has a secret,
    /// the setting <c>apiSecret</c> must be that one. A message chooses among the accounts of this host and no others.
    /// </summary>
    FromSettings,
}
