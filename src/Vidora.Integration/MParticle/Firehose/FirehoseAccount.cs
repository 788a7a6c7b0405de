namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Describes a customer's account. <see cref="ToString"/> leaves out the settings, which are secrets (mParticle Firehose).</summary>
internal sealed partial class FirehoseAccount : MParticleObject
{
    [Field("account_id", IsId = true)]
    public partial long? Id { get; }

    /// <summary>Gets the customer's values of the registered settings: texts, null where nothing is set.</summary>
    [Field("account_settings", Personal = true)]
    public partial IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Returns the account's id.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Firehose account {Id}");
}
