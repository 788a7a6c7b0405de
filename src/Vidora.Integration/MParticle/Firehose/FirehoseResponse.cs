using System.Buffers;
using System.Text.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Answers a message. Empty text, empty lists and permissions that are not asked for are left out, as in mParticle's SDK.</summary>
internal sealed class FirehoseResponse
{
    private readonly string _type;
    private readonly string _id;
    private readonly DateTimeOffset _timestamp;
    private readonly FirehoseModule? _module;

    /// <param name="request">The message that is answered.</param>
    /// <param name="id">A GUID.</param>
    /// <param name="timestamp">The time of the answer.</param>
    /// <param name="module">The partner's description, for a registration.</param>
    public FirehoseResponse(FirehoseRequest request, string id, DateTimeOffset timestamp, FirehoseModule? module = null)
    {
        _type = request switch
        {
            EventProcessingRequest => "event_processing_response",
            AudienceSubscriptionRequest => "audience_subscription_response",
            AudienceMembershipChangeRequest => "audience_membership_change_response",
            DsrProcessingRequest => "dsr_processing_response",
            _ => "module_registration_response",
        };
        _id = id;
        _timestamp = timestamp;
        _module = module;
    }

    /// <summary>Writes the answer as JSON.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, _type);
        json.WriteString("id"u8, _id);
        json.WriteNumber("timestamp_ms"u8, _timestamp.ToUnixTimeMilliseconds());
        json.WriteString("firehose_version"u8, "3.2.0"u8);
        if (_type == "audience_membership_change_response")
        {
            json.WriteBoolean("suspend_subscription"u8, false);
        }

        if (_module is not null)
        {
            Write(json, _module);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FirehoseModule module)
    {
        WriteText(json, "name", module.Name);
        WriteText(json, "description", module.Description);
        WriteText(json, "version", module.Version);
        json.WriteStartObject("permissions"u8);
        json.WriteBoolean("allow_device_info"u8, true);
        json.WriteBoolean("allow_user_attributes"u8, true);
        json.WriteBoolean("allow_consent_state"u8, true);
        WriteTrue(json, "allow_access_http_user_agent", module.AllowHttpUserAgent);
        json.WriteBoolean("allow_access_mpid"u8, true);
        WriteTrue(json, "allow_eventless_batches", module.AllowEventlessBatches);
        json.WriteEndObject();

        json.WriteStartObject("event_processing_registration"u8);
        WriteSettings(json, module.AccountSettings);
        WriteTexts(json, "supported_event_types", module.EventTypes);
        WriteTexts(json, "supported_runtime_environments", module.RuntimeEnvironments);
        WriteTexts(json, "supported_system_notification_types", module.NotificationTypes);

        // Events of any age, because replays bring old ones.
        json.WriteNumber("max_data_age_hours"u8, -1);
        json.WriteEndObject();

        json.WriteStartObject("dsr_processing_registration"u8);
        WriteSettings(json, module.AccountSettings);
        WriteTexts(json, "supported_dsr_types", ["erasure"]);
        WriteText(json, "domain", module.Domain);
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, IReadOnlyList<FirehoseSetting> settings)
    {
        json.WriteStartArray("account_settings"u8);
        foreach (var setting in settings)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("id"u8, setting.Id);
            json.WriteString("name"u8, setting.Name);
            json.WriteString("description"u8, setting.Description);
            json.WriteBoolean("visible"u8, true);
            json.WriteBoolean("required"u8, setting.Required);
            json.WriteBoolean("confidential"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }
}
