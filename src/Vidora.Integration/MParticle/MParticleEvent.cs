using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// One event of a batch, with what all events have in common (mParticle JSON reference, common event data; mParticle
/// Firehose).
/// </summary>
public abstract partial class MParticleEvent : MParticleObject
{
    /// <summary>What type of event it is.</summary>
    public abstract MParticleEventType EventType { get; }

    /// <summary>mParticle's id of the event (mParticle JSON reference).</summary>
    [Field("event_id", IsId = true)]
    public partial long? EventId { get; init; }

    /// <summary>Id of the event in a Firehose message (mParticle Firehose).</summary>
    [Field("id")]
    public partial string? Id { get; init; }

    /// <summary>Number of the event in its session, from 0 (mParticle JSON reference).</summary>
    [Field("event_num")]
    public partial long? EventNumber { get; init; }

    /// <summary>The client's id of the event (mParticle JSON reference).</summary>
    [Field("source_message_id")]
    public partial string? SourceMessageId { get; init; }

    /// <summary>Id of the input (mParticle Firehose).</summary>
    [Field("source_id")]
    public partial string? SourceId { get; init; }

    /// <summary>Session; a number, or a UUID from web SDKs (mParticle JSON reference).</summary>
    [Field("session_id")]
    public partial string? SessionId { get; init; }

    /// <summary>Session as a UUID (mParticle JSON reference).</summary>
    [Field("session_uuid")]
    public partial string? SessionUuid { get; init; }

    /// <summary>When the session started (mParticle JSON reference).</summary>
    [Field("session_start_unixtime_ms|session_start_unixtime")]
    public partial DateTimeOffset? SessionStart { get; init; }

    /// <summary>When the event started (mParticle JSON reference).</summary>
    [Field("event_start_unixtime_ms")]
    public partial DateTimeOffset? EventStart { get; init; }

    /// <summary>When it happened (mParticle JSON reference).</summary>
    [Field("timestamp_unixtime_ms|timestamp_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>Where it happened; never forwarded (mParticle JSON reference).</summary>
    [Field("location", Personal = true)]
    public partial MParticleLocation? Location { get; init; }

    /// <summary>The state of the device (mParticle JSON reference).</summary>
    [Field("device_current_state")]
    public partial MParticleDeviceState? DeviceState { get; init; }

    /// <summary>Attributes of the customer's own (mParticle JSON reference).</summary>
    [Field("custom_attributes|attributes")]
    public partial MParticleAttributes? CustomAttributes { get; init; }

    /// <summary>Flags meant for outputs (mParticle JSON reference).</summary>
    [Field("custom_flags")]
    public partial MParticleAttributes? CustomFlags { get; init; }

    /// <summary>Whether a goal is defined (mParticle JSON reference).</summary>
    [Field("is_goal_defined")]
    public partial bool? IsGoalDefined { get; init; }

    /// <summary>Change of the user's lifetime value (mParticle JSON reference).</summary>
    [Field("lifetime_value_change")]
    public partial decimal? LifetimeValueChange { get; init; }

    /// <summary>The attribute that holds the lifetime value (mParticle JSON reference).</summary>
    [Field("lifetime_value_attribute_name")]
    public partial string? LifetimeValueAttributeName { get; init; }

    /// <summary>Connection at the time (mParticle JSON reference).</summary>
    [Field("data_connection_type")]
    public partial string? DataConnectionType { get; init; }

    /// <summary>View controller (mParticle JSON reference).</summary>
    [Field("view_controller")]
    public partial string? ViewController { get; init; }

    /// <summary>Canonical name of the screen (mParticle JSON reference).</summary>
    [Field("canonical_name")]
    public partial string? CanonicalName { get; init; }

    /// <summary>URL of the page (mParticle JSON reference).</summary>
    [Field("page_url", Personal = true)]
    public partial string? PageUrl { get; init; }

    /// <summary>Whether it came from the main thread (mParticle JSON reference).</summary>
    [Field("is_main_thread")]
    public partial bool? IsMainThread { get; init; }

    /// <summary>Milliseconds the user was active on the site (mParticle JSON reference).</summary>
    [Field("active_time_on_site_ms")]
    public partial long? ActiveTimeOnSiteMilliseconds { get; init; }

    /// <summary>The system notification that came with the event, <c>gdpr_change</c>; null when none did (mParticle JSON reference).</summary>
    public string? SystemNotificationType
    {
        get
        {
            string? type = null;
            foreach (var member in SystemNotificationInfo.Members)
            {
                type = member.Name.SequenceEqual("type"u8) ? member.Value.GetText() : type;
            }

            return type;
        }

        init => Set(Fields.SystemNotificationInfo, value is null ? null : new MParticleAttributes { ["type"] = value });
    }

    [Field("event_system_notification_info")]
    internal partial JsonToken SystemNotificationInfo { get; }

    /// <summary>
    /// Takes the values that were found under the names of all event types. Of a field with several names the last value
    /// counts; null under one name does not remove the value under another.
    /// </summary>
    internal void Take(JsonSource source, in EventFields found)
    {
        Attach(source);
        var fields = Declaration.ByEventName;
        foreach (var name in found.Names)
        {
            var field = fields[name];
            if (field >= 0 && found[name].IsAfter(Positions[field]))
            {
                Positions[field] = found[name];
            }
        }
    }
}
