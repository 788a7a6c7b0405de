namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A system notification that a partner can be sent (mParticle Firehose). Open: a word that came later can be made from its text.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct FirehoseNotificationType(string Value)
{
    /// <summary><c>gdpr_consent_state</c>.</summary>
    public static FirehoseNotificationType GdprConsentState { get; } = new("gdpr_consent_state");

    /// <summary><c>ccpa_consent_state</c>.</summary>
    public static FirehoseNotificationType CcpaConsentState { get; } = new("ccpa_consent_state");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
