using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// One batch: one user, one device, any number of events. The same model for both wire formats (mParticle JSON
/// reference; mParticle Firehose). It looks at the document it was read from; see <see cref="Detach"/>.
/// </summary>
public sealed class MParticleBatch : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("mpid", Fields.Mpid),
        ("environment", Fields.Environment),
        ("schema_version", Fields.SchemaVersion),
        ("sdk_version", Fields.SdkVersion),
        ("source_request_id", Fields.SourceRequestId),
        ("batch_id", Fields.BatchId),
        ("message_id|id", Fields.MessageId),
        ("message_type", Fields.MessageType),
        ("timestamp_unixtime_ms|timestamp_ms", Fields.ReceivedTime),
        ("unique_id", Fields.UniqueId),
        ("ip", Fields.IpAddress),
        ("mp_deviceid|device_application_stamp", Fields.MParticleDeviceId),
        ("source_id", Fields.SourceId),
        ("source_channel", Fields.SourceChannel),
        ("origin_mpid", Fields.OriginMpid),
        ("job_id", Fields.JobId),
        ("deleted_user_attributes", Fields.DeletedUserAttributes),
        ("user_attributes", Fields.UserAttributes),
        ("user_attribute_lists", Fields.UserAttributeLists),
        ("user_identities", Fields.UserIdentities),
        ("partner_identities", Fields.PartnerIdentities),
        ("partner_identity", Fields.PartnerIdentity),
        ("integration_attributes", Fields.IntegrationAttributes),
        ("source_info", Fields.SourceInfo),
        ("context|batch_context", Fields.Context),
        ("attribution_info", Fields.AttributionInfo),
        ("platform_fields", Fields.PlatformFields),
        ("consent_state", Fields.ConsentState),
        ("system_notifications", Fields.SystemNotifications),
        ("device_info|runtime_environment", Fields.DeviceInfo),
        ("application_info", Fields.ApplicationInfo),
        ("events", Fields.Events),
        ("api_key", Fields.ApiKey),
        ("api_keys", Fields.ApiKeys),
        ("modified", Fields.Modified),
        ("lock_key", Fields.LockKey));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleBatch()
        : base(_names.Count)
    {
    }

    /// <summary>The user: the mParticle id, signed, exact to 64 bits; null when it is absent or 0 (mParticle JSON reference).</summary>
    public long? Mpid
    {
        get => this[Fields.Mpid].GetId();
        init => Set(Fields.Mpid, value);
    }

    /// <summary>Which data this is; production when the batch does not say (mParticle JSON reference).</summary>
    public MParticleEnvironment Environment
    {
        get => MParticleEnvironment.FromWire(this[Fields.Environment]) ?? MParticleEnvironment.Production;
        init => Set(Fields.Environment, value.Value);
    }

    /// <summary>The events, in the order of the document. Empty when there are none (mParticle JSON reference).</summary>
    public IReadOnlyList<MParticleEvent> Events { get; init; } = [];

    /// <summary>The device; null when the batch does not say (mParticle JSON reference).</summary>
    public MParticleDeviceInfo? DeviceInfo { get; init; }

    /// <summary>The app; null when the batch does not say (mParticle JSON reference).</summary>
    public MParticleApplicationInfo? ApplicationInfo { get; init; }

    /// <summary>Attributes of the user, the lists of Firehose included (mParticle JSON reference).</summary>
    public MParticleAttributes? UserAttributes
    {
        get => GetAttributes(Fields.UserAttributes, Fields.UserAttributeLists);
        init => Set(Fields.UserAttributes, value);
    }

    /// <summary>
    /// Identities of the user, in one form whichever the wire used; empty when there are none. Never forwarded (mParticle
    /// JSON reference).
    /// </summary>
    public IReadOnlyList<MParticleIdentity> UserIdentities
    {
        get => GetIdentities(Fields.UserIdentities);
        init => Set(Fields.UserIdentities, value);
    }

    /// <summary>Identities of the user at partners; empty when there are none. Never forwarded (mParticle JSON reference).</summary>
    public IReadOnlyList<MParticleIdentity> PartnerIdentities
    {
        get => GetIdentities(Fields.PartnerIdentities);
        init => Set(Fields.PartnerIdentities, value);
    }

    /// <summary>What the user consented to; null when the batch does not say (mParticle JSON reference).</summary>
    public MParticleConsentState? ConsentState
    {
        get => GetChild<MParticleConsentState>(Fields.ConsentState);
        init => Set(Fields.ConsentState, value);
    }

    /// <summary>Changes of consent that came with the batch; empty when there are none (mParticle JSON reference).</summary>
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
    public long? SchemaVersion
    {
        get => this[Fields.SchemaVersion].GetInt64();
        init => Set(Fields.SchemaVersion, value);
    }

    /// <summary>Version of the SDK (mParticle JSON reference).</summary>
    public string? SdkVersion
    {
        get => this[Fields.SdkVersion].GetText();
        init => Set(Fields.SdkVersion, value);
    }

    /// <summary>The sender's id of the request, for de-duplication (mParticle JSON reference).</summary>
    public string? SourceRequestId
    {
        get => this[Fields.SourceRequestId].GetText();
        init => Set(Fields.SourceRequestId, value);
    }

    /// <summary>mParticle's id of the batch (mParticle JSON reference).</summary>
    public long? BatchId
    {
        get => this[Fields.BatchId].GetId();
        init => Set(Fields.BatchId, value);
    }

    /// <summary>Id of the message (mParticle JSON reference).</summary>
    public string? MessageId
    {
        get => this[Fields.MessageId].GetText();
        init => Set(Fields.MessageId, value);
    }

    /// <summary>Type of the message, events (mParticle JSON reference).</summary>
    public string? MessageType
    {
        get => this[Fields.MessageType].GetText();
        init => Set(Fields.MessageType, value);
    }

    /// <summary>When mParticle received the batch (mParticle JSON reference).</summary>
    public DateTimeOffset? ReceivedTime
    {
        get => this[Fields.ReceivedTime].GetTime();
        init => Set(Fields.ReceivedTime, value);
    }

    /// <summary>Set when the connection has a Unique ID (mParticle JSON reference).</summary>
    public string? UniqueId
    {
        get => this[Fields.UniqueId].GetText();
        init => Set(Fields.UniqueId, value);
    }

    /// <summary>IP address; never forwarded (mParticle JSON reference).</summary>
    public string? IpAddress
    {
        get => this[Fields.IpAddress].GetText();
        init => Set(Fields.IpAddress, value);
    }

    /// <summary>mParticle's id of the device; never forwarded (mParticle JSON reference).</summary>
    public string? MParticleDeviceId
    {
        get => this[Fields.MParticleDeviceId].GetText();
        init => Set(Fields.MParticleDeviceId, value);
    }

    /// <summary>Id of the input (mParticle Firehose).</summary>
    public string? SourceId
    {
        get => this[Fields.SourceId].GetText();
        init => Set(Fields.SourceId, value);
    }

    /// <summary>Channel of the input: native, partner, … (mParticle Firehose).</summary>
    public string? SourceChannel
    {
        get => this[Fields.SourceChannel].GetText();
        init => Set(Fields.SourceChannel, value);
    }

    /// <summary>The MPID before identities were merged (mParticle JSON reference).</summary>
    public long? OriginMpid
    {
        get => this[Fields.OriginMpid].GetId();
        init => Set(Fields.OriginMpid, value);
    }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    public string? JobId
    {
        get => this[Fields.JobId].GetText();
        init => Set(Fields.JobId, value);
    }

    /// <summary>Names of user attributes that were removed (mParticle JSON reference).</summary>
    public IReadOnlyList<string> DeletedUserAttributes
    {
        get => GetTexts(Fields.DeletedUserAttributes);
        init => Set(Fields.DeletedUserAttributes, value);
    }

    /// <summary>Identity at the partner; never forwarded (mParticle JSON reference).</summary>
    public string? PartnerIdentity
    {
        get => this[Fields.PartnerIdentity].GetText();
        init => Set(Fields.PartnerIdentity, value);
    }

    /// <summary>Attributes of other integrations; never forwarded (mParticle JSON reference).</summary>
    public MParticleAttributes? IntegrationAttributes
    {
        get => GetAttributes(Fields.IntegrationAttributes);
        init => Set(Fields.IntegrationAttributes, value);
    }

    /// <summary>Where mParticle got the batch from (mParticle JSON reference).</summary>
    public MParticleSourceInfo? SourceInfo
    {
        get => GetChild<MParticleSourceInfo>(Fields.SourceInfo);
        init => Set(Fields.SourceInfo, value);
    }

    /// <summary>Data plan and location of the batch (mParticle JSON reference).</summary>
    public MParticleContext? Context
    {
        get => GetChild<MParticleContext>(Fields.Context);
        init => Set(Fields.Context, value);
    }

    /// <summary>Attribution of the install (mParticle JSON reference).</summary>
    public MParticleAttributionInfo? AttributionInfo
    {
        get => GetChild<MParticleAttributionInfo>(Fields.AttributionInfo);
        init => Set(Fields.AttributionInfo, value);
    }

    /// <summary>Names of the workspace (mParticle Firehose).</summary>
    public MParticlePlatformFields? PlatformFields
    {
        get => GetChild<MParticlePlatformFields>(Fields.PlatformFields);
        init => Set(Fields.PlatformFields, value);
    }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    public bool? Modified
    {
        get => this[Fields.Modified].GetBoolean();
        init => Set(Fields.Modified, value);
    }

    /// <summary>Internal to mParticle (mParticle JSON reference).</summary>
    public string? LockKey
    {
        get => this[Fields.LockKey].GetText();
        init => Set(Fields.LockKey, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static Utf8Names Names => _names;

    internal const int FieldCount = Fields.LockKey + 1;

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

    internal static class Fields
    {
        internal const int Mpid = 0;
        internal const int Environment = 1;
        internal const int SchemaVersion = 2;
        internal const int SdkVersion = 3;
        internal const int SourceRequestId = 4;
        internal const int BatchId = 5;
        internal const int MessageId = 6;
        internal const int MessageType = 7;
        internal const int ReceivedTime = 8;
        internal const int UniqueId = 9;
        internal const int IpAddress = 10;
        internal const int MParticleDeviceId = 11;
        internal const int SourceId = 12;
        internal const int SourceChannel = 13;
        internal const int OriginMpid = 14;
        internal const int JobId = 15;
        internal const int DeletedUserAttributes = 16;
        internal const int UserAttributes = 17;
        internal const int UserAttributeLists = 18;
        internal const int UserIdentities = 19;
        internal const int PartnerIdentities = 20;
        internal const int PartnerIdentity = 21;
        internal const int IntegrationAttributes = 22;
        internal const int SourceInfo = 23;
        internal const int Context = 24;
        internal const int AttributionInfo = 25;
        internal const int PlatformFields = 26;
        internal const int ConsentState = 27;
        internal const int SystemNotifications = 28;
        internal const int DeviceInfo = 29;
        internal const int ApplicationInfo = 30;
        internal const int Events = 31;
        internal const int ApiKey = 32;
        internal const int ApiKeys = 33;
        internal const int Modified = 34;
        internal const int LockKey = 35;
    }
}
