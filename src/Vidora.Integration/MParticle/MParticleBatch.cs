using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// One batch: one user, one device, any number of events. The same model for both wire formats (mParticle JSON
/// reference; mParticle Firehose). It looks at the document it was read from; see <see cref="Detach"/>.
/// </summary>
public sealed partial class MParticleBatch : MParticleObject
{
    /// <summary>The user: the mParticle id, signed, exact to 64 bits; null when it is absent or 0 (mParticle JSON reference).</summary>
    [Field("mpid", IsId = true)]
    public partial long? Mpid { get; init; }

    /// <summary>Which data this is; production when the batch does not say (mParticle JSON reference).</summary>
    [Field("environment")]
    public MParticleEnvironment Environment
    {
        get => MParticleEnvironment.FromWire(this[Fields.Environment]) ?? MParticleEnvironment.Production;
        init => Set(Fields.Environment, value.Value);
    }

    /// <summary>The events, in the order of the document. Empty when there are none (mParticle JSON reference).</summary>
    [Field("events")]
    public IReadOnlyList<MParticleEvent> Events { get; init; } = [];

    /// <summary>The device; null when the batch does not say (mParticle JSON reference).</summary>
    [Field("device_info|runtime_environment")]
    public MParticleDeviceInfo? DeviceInfo { get; init; }

    /// <summary>The app; null when the batch does not say (mParticle JSON reference).</summary>
    [Field("application_info")]
    public MParticleApplicationInfo? ApplicationInfo { get; init; }

    /// <summary>Attributes of the user, the lists of Firehose included (mParticle JSON reference).</summary>
    [Field("user_attributes")]
    public MParticleAttributes? UserAttributes
    {
        get => GetAttributes(Fields.UserAttributes, Fields.UserAttributeLists);
        init => Set(Fields.UserAttributes, value);
    }

    /// <summary>
    /// Identities of the user, in one form whichever the wire used; empty when there are none. Never forwarded (mParticle
    /// JSON reference).
    /// </summary>
    [Field("user_identities", Personal = true)]
    public IReadOnlyList<MParticleIdentity> UserIdentities
    {
        get => GetIdentities(Fields.UserIdentities);
        init => Set(Fields.UserIdentities, value);
    }

    /// <summary>Identities of the user at partners; empty when there are none. Never forwarded (mParticle JSON reference).</summary>
    [Field("partner_identities", Personal = true)]
    public IReadOnlyList<MParticleIdentity> PartnerIdentities
    {
        get => GetIdentities(Fields.PartnerIdentities);
        init => Set(Fields.PartnerIdentities, value);
    }

    /// <summary>What the user consented to; null when the batch does not say (mParticle JSON reference).</summary>
    [Field("consent_state")]
    public partial MParticleConsentState? ConsentState { get; init; }

    /// <summary>Changes of consent that came with the batch; empty when there are none (mParticle JSON reference).</summary>
    [Field("system_notifications")]
    public IReadOnlyList<MParticleSystemNotification> SystemNotifications
    {
        get
        {
            var notifications = GetChildren<MParticleSystemNotification>(Fields.SystemNotifications);
            foreach (var notification in notifications)
            {
                notification.TakeData();
            }

            return notifications;
        }

        init => Set(Fields.SystemNotifications, value);
    }

    /// <summary>Version of the schema; informative only (mParticle JSON reference).</summary>
    [Field("schema_version")]
    public partial long? SchemaVersion { get; init; }

    /// <summary>Version of the SDK (mParticle JSON reference).</summary>
    [Field("sdk_version")]
    public partial string? SdkVersion { get; init; }

    /// <summary>The sender's id of the request, for de-duplication (mParticle JSON reference).</summary>
    [Field("source_request_id")]
    public partial string? SourceRequestId { get; init; }

    /// <summary>mParticle's id of the batch (mParticle JSON reference).</summary>
    [Field("batch_id", IsId = true)]
    public partial long? BatchId { get; init; }

    /// <summary>Id of the message (mParticle JSON reference).</summary>
    [Field("message_id|id")]
    public partial string? MessageId { get; init; }

    /// <summary>Type of the message, events (mParticle JSON reference).</summary>
    [Field("message_type")]
    public partial string? MessageType { get; init; }

    /// <summary>When mParticle received the batch (mParticle JSON reference).</summary>
    [Field("timestamp_unixtime_ms|timestamp_ms")]
    public partial DateTimeOffset? ReceivedTime { get; init; }

    /// <summary>Set when the connection has a Unique ID (mParticle JSON reference).</summary>
    [Field("unique_id")]
    public partial string? UniqueId { get; init; }

    /// <summary>IP address; never forwarded (mParticle JSON reference).</summary>
    [Field("ip", Personal = true)]
    public partial string? IpAddress { get; init; }

    /// <summary>mParticle's id of the device; never forwarded (mParticle JSON reference).</summary>
    [Field("mp_deviceid|device_application_stamp", Personal = true)]
    public partial string? MParticleDeviceId { get; init; }

    /// <summary>Id of the input (mParticle Firehose).</summary>
    [Field("source_id")]
    public partial string? SourceId { get; init; }

    /// <summary>Channel of the input: native, partner, … (mParticle Firehose).</summary>
    [Field("source_channel")]
    public partial string? SourceChannel { get; init; }

    /// <summary>The MPID before identities were merged (mParticle JSON reference).</summary>
    [Field("origin_mpid", Personal = true, IsId = true)]
    public partial long? OriginMpid { get; init; }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    [Field("job_id")]
    public partial string? JobId { get; init; }

    /// <summary>Names of user attributes that were removed (mParticle JSON reference).</summary>
    [Field("deleted_user_attributes")]
    public partial IReadOnlyList<string> DeletedUserAttributes { get; init; }

    /// <summary>Identity at the partner; never forwarded (mParticle JSON reference).</summary>
    [Field("partner_identity", Personal = true)]
    public partial string? PartnerIdentity { get; init; }

    /// <summary>Attributes of other integrations; never forwarded (mParticle JSON reference).</summary>
    [Field("integration_attributes", Personal = true)]
    public partial MParticleAttributes? IntegrationAttributes { get; init; }

    /// <summary>Where mParticle got the batch from (mParticle JSON reference).</summary>
    [Field("source_info")]
    public partial MParticleSourceInfo? SourceInfo { get; init; }

    /// <summary>Data plan and location of the batch (mParticle JSON reference).</summary>
    [Field("context|batch_context")]
    public partial MParticleContext? Context { get; init; }

    /// <summary>Attribution of the install (mParticle JSON reference).</summary>
    [Field("attribution_info")]
    public partial MParticleAttributionInfo? AttributionInfo { get; init; }

    /// <summary>Names of the workspace (mParticle Firehose).</summary>
    [Field("platform_fields")]
    public partial MParticlePlatformFields? PlatformFields { get; init; }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    [Field("modified")]
    public partial bool? Modified { get; init; }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    [Field("lock_key")]
    public partial string? LockKey { get; init; }

    [Field("user_attribute_lists")]
    internal partial JsonToken UserAttributeLists { get; }

    [Field("api_key", Personal = true)]
    internal partial JsonToken ApiKey { get; }

    [Field("api_keys", Personal = true)]
    internal partial JsonToken ApiKeys { get; }

    /// <summary>
    /// Copies the document, so that the batch no longer depends on the memory it was read from. Needed only when that
    /// memory is reused while the batch lives.
    /// </summary>
    public void Detach() => Source?.Detach();

    private IReadOnlyList<MParticleIdentity> GetIdentities(int field)
    {
        if (this[field].Shape != JsonTokenShape.Map)
        {
            return GetChildren<MParticleIdentity>(field);
        }

        var identities = new List<MParticleIdentity>();
        foreach (var member in this[field].Members)
        {
            if (member.Value.GetText() is { } value)
            {
                identities.Add(new MParticleIdentity { Type = JsonText.Decode(member.Name), Value = value });
            }
        }

        return identities;
    }
}
