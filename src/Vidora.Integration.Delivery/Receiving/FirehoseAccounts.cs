using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Finds the account that a Firehose message is for: always the same one here.</summary>
/// <param name="host">The account of the endpoint, which the first message needs.</param>
internal class FirehoseAccounts(Func<FirehoseTarget> host)
{
    public const string KeySetting = "apiKey";
    public const string SecretSetting = "apiSecret";

    /// <summary>Gets the account of the endpoint.</summary>
    public FirehoseTarget Host => host();

    /// <summary>Gets whether a message's settings select its account.</summary>
    public virtual bool AreSelected => false;

    /// <summary>Returns the account that a message is for, or null when there is none.</summary>
    public virtual FirehoseTarget? Find(FirehoseAccount? account) => Host;

    /// <summary>Returns the accounts that an erasure is for.</summary>
    public virtual IReadOnlyList<FirehoseTarget> FindForErasure(FirehoseAccount? account) => Find(account) is { } found ? [found] : [];
}
