using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Describes a message that mParticle sends to a Firehose partner (mParticle Firehose 3.2).</summary>
internal abstract partial class FirehoseRequest : MParticleObject
{
    [Field("type")]
    internal partial JsonToken Type { get; }

    [Field("firehose_version")]
    internal partial JsonToken FirehoseVersion { get; }

    /// <summary>Gets the message's id; null in mParticle's own test message for data subject requests.</summary>
    [Field("id")]
    public partial string? Id { get; }

    /// <summary>Gets the customer's account; null when the message has none, such as some data subject requests.</summary>
    [Field("account")]
    public partial FirehoseAccount? Account { get; }
}

/// <summary>Brings the events of one user. Without events it only checks the connection.</summary>
internal sealed class EventProcessingRequest : FirehoseRequest
{
    public required MParticleBatch Batch { get; init; }
}

/// <summary>Asks for the partner's description. It comes without an account and without authorization.</summary>
internal sealed class ModuleRegistrationRequest : FirehoseRequest;

/// <summary>Connects, changes or disconnects an audience.</summary>
internal sealed class AudienceSubscriptionRequest : FirehoseRequest;

/// <summary>Reports users who enter and leave audiences.</summary>
internal sealed class AudienceMembershipChangeRequest : FirehoseRequest;
