using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>Writes a <see cref="CanaryDocument"/> and counts out its tokens.</summary>
internal sealed class CanaryWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private readonly List<string> _tokens = [];
    private readonly List<string> _excludable = [];
    private readonly Utf8JsonWriter _json;
    private readonly string _prefix;

    public CanaryWriter(string prefix)
    {
        _prefix = prefix;
        _json = new Utf8JsonWriter(_bytes);
    }

    public CanaryDocument ToDocument()
    {
        _json.Flush();
        return new CanaryDocument(_bytes.WrittenMemory, _tokens, _excludable);
    }

    public void Dispose() => _json.Dispose();

    public void WriteEventsApi()
    {
        _json.WriteStartObject();
        _json.WriteString("environment", "production");
        _json.WriteNumber("mpid", -7_236_511_098_812_345_677);
        _json.WriteNumber("timestamp_unixtime_ms", ShopHistory.StartMs);
        NumberToken("origin_mpid");
        WriteTokens("ip", "mp_deviceid", "api_key", "partner_identity");
        TokenArray("api_keys");
        TokenMap("partner_identities", "Signpost_visitor");
        _json.WriteStartObject("integration_attributes");
        TokenMap("815", "visitor");
        _json.WriteEndObject();
        _json.WriteStartArray("user_identities");
        foreach (var type in new[] { "customer_id", "email", "facebook", "other", "other_id_7", "mobile_number", "phone_number_2", "alias" })
        {
            _json.WriteStartObject();
            _json.WriteString("identity_type", type);
            WriteTokens("identity");
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        WriteUserAttributes();
        _json.WriteStartObject("device_info");
        _json.WriteString("platform", "Android");
        _json.WriteString("device_model", "Pixel 8");
        WriteTokens(
            "device", "android_uuid", "android_advertising_id", "ios_advertising_id", "ios_idfv", "roku_advertising_id", "roku_publisher_id",
            "microsoft_advertising_id", "microsoft_publisher_id", "fire_advertising_id", "amp_id", "push_token");
        Excludable("http_header_user_agent");
        _json.WriteEndObject();
        _json.WriteStartObject("application_info");
        _json.WriteString("application_name", "Larkfell");
        WriteTokens("install_referrer");
        _json.WriteStartObject("apple_search_ads_attributes");
        TokenMap("Version3.1", "iad-keyword");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("context");
        WriteLocation();
        _json.WriteEndObject();
        _json.WriteStartObject("consent_state");
        _json.WriteStartObject("gdpr");
        WriteConsent("analytics");
        _json.WriteEndObject();
        _json.WriteStartObject("ccpa");
        WriteConsent("data_sale_opt_out");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("system_notifications");
        _json.WriteStartObject();
        _json.WriteString("type", "gdpr_change");
        _json.WriteStartObject("data");
        _json.WriteString("purpose", "analytics");
        WriteConsent("current");
        WriteConsent("old");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteStartArray("events");
        EventsApiEvent("custom_event", () =>
        {
            _json.WriteString("event_name", "Canary Sang");
            _json.WriteString("custom_event_type", "other");
            WriteTokens("page_url");
            WriteLocation();
        });
        EventsApiEvent("user_identity_change", () =>
        {
            foreach (var side in new[] { "new", "old" })
            {
                _json.WriteStartObject(side);
                _json.WriteString("identity_type", "email");
                WriteTokens("identity");
                _json.WriteEndObject();
            }
        });
        EventsApiEvent("user_attribute_change", () =>
        {
            _json.WriteString("user_attribute_name", "$Zip");
            Excludable("new");
            Excludable("old");
        });
        EventsApiEvent("push_registration", () =>
        {
            _json.WriteBoolean("register", true);
            WriteTokens("registration_token");
        });
        EventsApiEvent("push_message", () =>
        {
            _json.WriteString("push_message_type", "received");
            WriteTokens("push_message_token", "push_notification_payload", "message");
        });
        EventsApiEvent("application_state_transition", () =>
        {
            _json.WriteString("application_transition_type", "application_initialized");
            WriteTokens("launch_referral", "push_notification_payload", "registration_token");
        });
        EventsApiEvent("crash_report", () =>
        {
            _json.WriteString("class_name", "EmptyBasketException");
            WriteTokens("message", "stack_trace", "topmost_context", "pl_crash_report_file_base64");
            TokenArray("breadcrumbs");
        });
        EventsApiEvent("network_performance", () => WriteTokens("url", "data"));
        EventsApiEvent("profile", () =>
        {
            NumberToken("previous_mpid");
            NumberToken("current_mpid");
        });
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    public void WriteFirehose()
    {
        _json.WriteStartObject();
        _json.WriteString("type", "event_processing_request");
        _json.WriteString("id", "6a1c0a3e-4a86-4c47-9d2e-0d0f7f5a9c11");
        _json.WriteNumber("timestamp_ms", ShopHistory.StartMs);
        _json.WriteString("firehose_version", "3.2.0");
        _json.WriteString("mpid", "-7236511098812345677");
        WriteTokens("device_application_stamp");
        _json.WriteStartObject("account");
        _json.WriteNumber("account_id", 4711);
        TokenMap("account_settings", "apiKey", "apiSecret");
        _json.WriteEndObject();
        Identities("user_identities", "customer", "email", "other7", "mobile_number");
        Identities("partner_identities", "Signpost");
        TokenMap("integration_attributes", "visitor");
        WriteUserAttributes();
        _json.WriteStartObject("user_attribute_lists");
        _json.WriteStartArray("$Address");
        _json.WriteStringValue(Next(_excludable));
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteStartObject("runtime_environment");
        _json.WriteString("type", "android");
        _json.WriteString("model", "Pixel 8");
        Identities("identities", "android_id", "google_advertising_id", "google_cloud_messaging_token");
        WriteTokens("client_ip_address", "name", "push_token", "install_referrer");
        Excludable("http_header_user_agent");
        _json.WriteStartObject("apple_search_ads_attribution");
        TokenMap("Version3.1", "iad-keyword");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("consent_state");
        _json.WriteStartObject("gdpr_consent_state");
        WriteConsent("analytics");
        _json.WriteEndObject();
        _json.WriteStartObject("ccpa_consent_state");
        WriteConsent("data_sale_opt_out");
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("system_notifications");
        _json.WriteStartObject();
        _json.WriteString("type", "ccpa_consent_state");
        _json.WriteString("purpose", "data_sale_opt_out");
        WriteConsent("old_ccpa_consent_state");
        WriteConsent("new_ccpa_consent_state");
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteStartArray("events");
        FirehoseEvent("custom_event", () =>
        {
            _json.WriteString("name", "Canary Sang");
            WriteLocation();
        });
        FirehoseEvent("user_identity_change", () =>
        {
            Identities("added", "email");
            Identities("removed", "customer");
        });
        FirehoseEvent("user_attribute_change", () =>
        {
            _json.WriteStartObject("added");
            Excludable("$zip");
            _json.WriteEndObject();
            _json.WriteStartObject("removed");
            Excludable("reserved.mobile");
            _json.WriteEndObject();
        });
        FirehoseEvent("push_subscription", () =>
        {
            _json.WriteString("action", "subscribe");
            WriteTokens("token");
        });
        FirehoseEvent("push_message_receipt", () => WriteTokens("payload"));
        FirehoseEvent("push_message_open", () => WriteTokens("payload"));
        FirehoseEvent("application_state_transition", () =>
        {
            _json.WriteString("application_state", "initialize");
            WriteTokens("launch_referral", "referral_application", "launch_parameters", "source_package");
        });
        FirehoseEvent("error", () =>
        {
            _json.WriteBoolean("is_crash", true);
            WriteTokens("message", "stack_trace");
            TokenArray("breadcrumbs");
        });
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteUserAttributes()
    {
        _json.WriteStartObject("user_attributes");
        _json.WriteString("loyalty_tier", "gold");
        foreach (var name in new[] { "$Age", "$FirstName", "$lastname", "$Gender", "$Mobile", "$Address", "$City", "$State", "$zip", "$Country", "reserved.mobile", "Reserved.anything" })
        {
            Excludable(name);
        }

        WriteTokens("$intelligent_attribute:vidora:canary__score");
        _json.WriteEndObject();
    }

    private void WriteLocation()
    {
        _json.WriteStartObject("location");
        NumberToken("latitude");
        NumberToken("longitude");
        NumberToken("dma_code");
        WriteTokens("country_code", "region_code", "city_name", "postal_code");
        _json.WriteEndObject();
    }

    private void WriteConsent(string name)
    {
        _json.WriteStartObject(name);
        _json.WriteBoolean("consented", true);
        WriteTokens("location", "hardware_id");
        _json.WriteEndObject();
    }

    private void EventsApiEvent(string type, Action writeData)
    {
        _json.WriteStartObject();
        _json.WriteString("event_type", type);
        _json.WriteStartObject("data");
        _json.WriteNumber("event_id", 40_001L + _tokens.Count);
        _json.WriteNumber("timestamp_unixtime_ms", ShopHistory.StartMs);
        writeData();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void FirehoseEvent(string type, Action writeData)
    {
        _json.WriteStartObject();
        _json.WriteString("type", type);
        _json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"event-{40_001 + _tokens.Count}"));
        _json.WriteNumber("timestamp_ms", ShopHistory.StartMs);
        writeData();
        _json.WriteEndObject();
    }

    private void Identities(string name, params string[] types)
    {
        _json.WriteStartArray(name);
        foreach (var type in types)
        {
            _json.WriteStartObject();
            _json.WriteString("type", type);
            _json.WriteString("encoding", "raw");
            WriteTokens("value");
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void TokenMap(string name, params string[] keys)
    {
        _json.WriteStartObject(name);
        WriteTokens(keys);
        _json.WriteEndObject();
    }

    private void TokenArray(string name)
    {
        _json.WriteStartArray(name);
        _json.WriteStringValue(Next(_tokens));
        _json.WriteEndArray();
    }

    private void WriteTokens(params string[] names)
    {
        foreach (var name in names)
        {
            _json.WriteString(name, Next(_tokens));
        }
    }

    private void NumberToken(string name)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"7{_tokens.Count + 100}0059317");
        _tokens.Add(token);
        _json.WritePropertyName(name);
        _json.WriteRawValue(token);
    }

    private void Excludable(string name) => _json.WriteString(name, Next(_excludable));

    private string Next(List<string> tokens)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"canary-{_prefix}-{_tokens.Count + _excludable.Count + 100}-song");
        tokens.Add(token);
        return token;
    }
}
