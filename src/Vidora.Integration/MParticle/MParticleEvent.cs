using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds the fields that all events have (mParticle JSON reference, common event data; mParticle Firehose).
/// </summary>
public abstract partial class MParticleEvent : MParticleObject
{
    private protected MParticleEvent()
    {
    }

    /// <summary>Gets the type of the event.</summary>
    public abstract MParticleEventType EventType { get; }

    /// <summary>Gets mParticle's id of the event.</summary>
    [Field("event_id", IsId = true)]
    public partial long? EventId { get; init; }

    /// <summary>Gets the event's id in a Firehose message.</summary>
    [Field("id")]
    public partial string? Id { get; init; }

    /// <summary>Gets the number of the event in its session, from 0.</summary>
    [Field("event_num")]
    public partial long? EventNumber { get; init; }

    /// <summary>Gets the client's id of the event.</summary>
    [Field("source_message_id")]
    public partial string? SourceMessageId { get; init; }

    /// <summary>Gets the id of the input.</summary>
    [Field("source_id")]
    public partial string? SourceId { get; init; }

    /// <summary>Gets the session: a number, or a UUID from web SDKs.</summary>
    [Field("session_id")]
    public partial string? SessionId { get; init; }

    /// <summary>Gets the session as a UUID.</summary>
    [Field("session_uuid")]
    public partial string? SessionUuid { get; init; }

    /// <summary>Gets the start of the session.</summary>
    [Field("session_start_unixtime_ms|session_start_unixtime")]
    public partial DateTimeOffset? SessionStart { get; init; }

    /// <summary>Gets the start of the event.</summary>
    [Field("event_start_unixtime_ms")]
    public partial DateTimeOffset? EventStart { get; init; }

    /// <summary>Gets the time of the event.</summary>
    [Field("timestamp_unixtime_ms|timestamp_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets the place of the event. Never forwarded.</summary>
    [Field("location", Personal = true)]
    public partial MParticleLocation? Location { get; init; }

    /// <summary>Gets the customer's own attributes.</summary>
    [Field("custom_attributes|attributes")]
    public partial MParticleAttributes? CustomAttributes { get; init; }

    /// <summary>Gets the flags for outputs.</summary>
    [Field("custom_flags")]
    public partial MParticleAttributes? CustomFlags { get; init; }

    /// <summary>Gets whether a goal is defined.</summary>
    [Field("is_goal_defined")]
    public partial bool? IsGoalDefined { get; init; }

    /// <summary>Gets the change of the user's lifetime value.</summary>
    [Field("lifetime_value_change")]
    public partial decimal? LifetimeValueChange { get; init; }

    /// <summary>Gets the attribute that holds the lifetime value.</summary>
    [Field("lifetime_value_attribute_name")]
    public partial string? LifetimeValueAttributeName { get; init; }

    /// <summary>Gets the connection: offline, wifi or mobile.</summary>
    [Field("data_connection_type")]
    public partial string? DataConnectionType { get; init; }

    /// <summary>Gets the view controller.</summary>
    [Field("view_controller")]
    public partial string? ViewController { get; init; }

    /// <summary>Gets the canonical name of the screen.</summary>
    [Field("canonical_name")]
    public partial string? CanonicalName { get; init; }

    /// <summary>Gets the URL of the page. Never forwarded.</summary>
    [Field("page_url", Personal = true)]
    public partial string? PageUrl { get; init; }

    /// <summary>Gets whether the event came from the main thread.</summary>
    [Field("is_main_thread")]
    public partial bool? IsMainThread { get; init; }

    /// <summary>Gets the time that the user was active on the site, in milliseconds.</summary>
    [Field("active_time_on_site_ms")]
    public partial long? ActiveTimeOnSiteMilliseconds { get; init; }

    /// <summary>Gets the type of the event's system notification, <c>gdpr_change</c>; null when there is none.</summary>
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

    [Field("device_current_state")]
    internal partial JsonToken DeviceState { get; }

    [Field("event_system_notification_info")]
    internal partial JsonToken SystemNotificationInfo { get; }

    /// <summary>
    /// Takes the values that were found under the names of all event types. Of a field with several names the last value
    /// counts; null under one name does not remove the value under another.
    /// </summary>
    internal virtual void Take(JsonSource source, in EventFields found)
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
