using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds the events of one user and one device, in the same model for both wire formats (mParticle JSON reference;
/// mParticle Firehose). A batch that was read looks at its document; see <see cref="Detach"/>.
/// </summary>
public sealed partial class MParticleBatch : MParticleObject
{
    /// <summary>Creates a batch that is built by hand.</summary>
    public MParticleBatch()
    {
    }

    /// <summary>Creates a batch that was read.</summary>
    internal MParticleBatch(JsonSource source, JsonPosition[] positions)
        : base(source, positions)
    {
    }

    /// <summary>Gets the user's mParticle id, signed, 64 bits; null when it is absent or 0.</summary>
    [Field("mpid", IsId = true)]
    public partial long? Mpid { get; init; }

    /// <summary>Gets the environment. Default: production.</summary>
    [Field("environment")]
    public MParticleEnvironment Environment
    {
        get => MParticleEnvironment.FromWire(this[Fields.Environment]) ?? MParticleEnvironment.Production;
        init => Set(Fields.Environment, value.Value);
    }

    /// <summary>Gets the events in the order of the document; empty when there are none.</summary>
    [Field("events")]
    public IReadOnlyList<MParticleEvent> Events { get; init; } = [];

    /// <summary>Gets the device; null when the batch has none.</summary>
    [Field("device_info|runtime_environment")]
    public MParticleDeviceInfo? DeviceInfo { get; init; }

    /// <summary>Gets the app; null when the batch has none.</summary>
    [Field("application_info")]
    public MParticleApplicationInfo? ApplicationInfo { get; init; }

    /// <summary>Gets the user attributes, including the lists of Firehose.</summary>
    [Field("user_attributes")]
    public MParticleAttributes? UserAttributes
    {
        get => GetAttributes(Fields.UserAttributes, Fields.UserAttributeLists);
        init => Set(Fields.UserAttributes, value);
    }

    /// <summary>Gets the user's identities, in one form for both wires; empty when there are none. Never forwarded.</summary>
    [Field("user_identities", Personal = true)]
    public IReadOnlyList<MParticleIdentity> UserIdentities
    {
        get => GetIdentities(Fields.UserIdentities);
        init => Set(Fields.UserIdentities, value);
    }

    /// <summary>Gets the user's identities at partners; empty when there are none. Never forwarded.</summary>
    [Field("partner_identities", Personal = true)]
    public IReadOnlyList<MParticleIdentity> PartnerIdentities
    {
        get => GetIdentities(Fields.PartnerIdentities);
        init => Set(Fields.PartnerIdentities, value);
    }

    /// <summary>Gets the user's consents; null when the batch has none.</summary>
    [Field("consent_state")]
    public partial MParticleConsentState? ConsentState { get; init; }

    /// <summary>Gets the changes of consent; empty when there are none.</summary>
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

    /// <summary>Gets the version of the schema.</summary>
    [Field("schema_version")]
    public partial long? SchemaVersion { get; init; }

    /// <summary>Gets the version of the SDK.</summary>
    [Field("sdk_version")]
    public partial string? SdkVersion { get; init; }

    /// <summary>Gets the sender's id of the request, for de-duplication.</summary>
    [Field("source_request_id")]
    public partial string? SourceRequestId { get; init; }

    /// <summary>Gets mParticle's id of the batch.</summary>
    [Field("batch_id", IsId = true)]
    public partial long? BatchId { get; init; }

    /// <summary>Gets the id of the message.</summary>
    [Field("message_id|id")]
    public partial string? MessageId { get; init; }

    /// <summary>Gets the type of the message: events.</summary>
    [Field("message_type")]
    public partial string? MessageType { get; init; }

    /// <summary>Gets the time when mParticle received the batch.</summary>
    [Field("timestamp_unixtime_ms|timestamp_ms")]
    public partial DateTimeOffset? ReceivedTime { get; init; }

    /// <summary>Gets the unique id; null unless the connection has one.</summary>
    [Field("unique_id")]
    public partial string? UniqueId { get; init; }

    /// <summary>Gets the IP address. Never forwarded.</summary>
    [Field("ip", Personal = true)]
    public partial string? IpAddress { get; init; }

    /// <summary>Gets mParticle's id of the device. Never forwarded.</summary>
    [Field("mp_deviceid|device_application_stamp", Personal = true)]
    public partial string? MParticleDeviceId { get; init; }

    /// <summary>Gets the id of the input.</summary>
    [Field("source_id")]
    public partial string? SourceId { get; init; }

    /// <summary>Gets the channel of the input: native, partner, ….</summary>
    [Field("source_channel")]
    public partial string? SourceChannel { get; init; }

    /// <summary>Gets the MPID before identities were merged. Never forwarded.</summary>
    [Field("origin_mpid", Personal = true, IsId = true)]
    public partial long? OriginMpid { get; init; }

    /// <summary>Gets the names of removed user attributes; empty when there are none.</summary>
    [Field("deleted_user_attributes")]
    public partial IReadOnlyList<string> DeletedUserAttributes { get; init; }

    /// <summary>Gets the identity at the partner. Never forwarded.</summary>
    [Field("partner_identity", Personal = true)]
    public partial string? PartnerIdentity { get; init; }

    /// <summary>Gets the attributes of other integrations. Never forwarded.</summary>
    [Field("integration_attributes", Personal = true)]
    public partial MParticleAttributes? IntegrationAttributes { get; init; }

    /// <summary>Gets the source of the batch.</summary>
    [Field("source_info")]
    public partial MParticleSourceInfo? SourceInfo { get; init; }

    /// <summary>Gets the data plan and the location.</summary>
    [Field("context|batch_context")]
    internal partial MParticleContext? Context { get; init; }

    [Field("user_attribute_lists")]
    internal partial JsonToken UserAttributeLists { get; }

    [Field("job_id")]
    internal partial JsonToken JobId { get; }

    [Field("attribution_info")]
    internal partial MParticleAttributionInfo? AttributionInfo { get; }

    [Field("platform_fields")]
    internal partial JsonToken PlatformFields { get; }

    [Field("modified")]
    internal partial JsonToken Modified { get; }

    [Field("lock_key")]
    internal partial JsonToken LockKey { get; }

    [Field("api_key", Personal = true)]
    internal partial JsonToken ApiKey { get; }

    [Field("api_keys", Personal = true)]
    internal partial JsonToken ApiKeys { get; }

    /// <summary>Copies the document. Call it when the document's memory is reused while the batch lives.</summary>
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
