using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>Writes a batch as Firehose's event_processing_request.</summary>
internal static class FirehoseWriter
{
    public static void Write(Utf8JsonWriter json, ShopBatch batch)
    {
        var isLast = batch.Has(WireStyle.DiscriminatorLast);
        json.WriteStartObject();
        if (!isLast)
        {
            json.WriteString("type", "event_processing_request");
        }

        json.WriteString("id", batch.MessageId);
        json.WriteNumber("timestamp_ms", batch.ReceivedMs);
        json.WriteString("firehose_version", batch.Has(WireStyle.EventIdsAsText) ? "2.2.0" : "3.2.0");
        json.WriteString("source_id", $"src-{batch.Device.Platform.ToString().ToLowerInvariant()}");
        if (batch.Has(WireStyle.DuplicateKeys))
        {
            json.WriteMpid(batch, asText: true);
        }

        json.WriteStartObject("account");
        json.WriteNumber("account_id", 4711);
        json.WriteStartObject("account_settings");
        json.WriteString("apiKey", "demo-key");
        json.WriteNull("apiSecret");
        json.WriteString("verbose", "False");
        json.WriteEndObject();
        json.WriteEndObject();
        WriteIdentities(json, batch);
        WriteAttributes(json, batch);
        WriteEnvironment(json, batch);
        json.WriteStartArray("events");
        foreach (var item in batch.Events)
        {
            WriteEvent(json, batch, item);
        }

        json.WriteEndArray();
        json.WriteString("source_channel", batch.Device.Platform == ShopPlatform.DataFeed ? "partner" : "native");
        json.WriteString("device_application_stamp", batch.Device.VendorId);
        json.WriteStartObject("consent_state");
        json.WriteStartObject("gdpr_consent_state");
        WriteConsent(json, batch, "analytics", batch.Consent.Analytics, batch.Shopper.ConsentMs);
        WriteConsent(json, batch, "advertising", batch.Consent.Advertising, batch.Shopper.ConsentMs);
        json.WriteEndObject();
        json.WriteStartObject("ccpa_consent_state");
        WriteConsent(json, batch, "data_sale_opt_out", batch.Consent.SaleOptOut, batch.Shopper.ConsentMs);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteConsentChanges(json, batch);
        json.WriteMpid(batch, asText: true);
        json.WriteStartObject("platform_fields");
        json.WriteNumber("workspace_id", 815);
        json.WriteString("workspace_name", "Larkfell Live");
        json.WriteString("app_name", batch.Device.AppName);
        json.WriteEndObject();
        if (batch.Has(WireStyle.UnknownFields))
        {
            json.WriteStartObject("routing_hint");
            json.WriteNumber("shard", 7);
            json.WriteEndObject();
        }

        if (isLast)
        {
            json.WriteString("type", "event_processing_request");
        }

        json.WriteEndObject();
    }

    private static void WriteIdentities(Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteStartArray("user_identities");
        foreach (var (type, value) in new[] { ("customer", batch.Shopper.CustomerId), ("email", batch.Shopper.Email) })
        {
            WriteIdentity(json, type, value);
        }

        json.WriteEndArray();
    }

    private static void WriteIdentity(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("encoding", "raw");
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteStartObject("user_attributes");
        foreach (var (name, value) in batch.UserAttributes)
        {
            if (value is not string[])
            {
                json.WriteAttribute(name, value, isTyped: false);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("user_attribute_lists");
        foreach (var (name, value) in batch.UserAttributes)
        {
            if (value is string[])
            {
                json.WriteAttribute(name, value, isTyped: false);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteEnvironment(Utf8JsonWriter json, ShopBatch batch)
    {
        var device = batch.Device;
        var isWeb = device.Platform == ShopPlatform.Web;
        json.WriteStartObject("runtime_environment");
        json.WriteString("type", device.Platform switch
        {
            ShopPlatform.Android => "android",
            ShopPlatform.Ios => "ios",
            ShopPlatform.Web => "mobileweb",
            ShopPlatform.Tvos => "tvos",
            ShopPlatform.Roku => "roku",
            ShopPlatform.Alexa => "alexa",
            ShopPlatform.SmartTv => "smarttv",
            ShopPlatform.Xbox => "xbox",
            ShopPlatform.FireTv => "firetv",
            _ => "unknown",
        });
        json.WriteBoolean("is_debug", batch.Environment is not (null or "production" or "Production"));
        json.WriteString("client_ip_address", $"203.0.113.{(ulong)batch.Shopper.Mpid % 250}");
        json.WriteText("http_header_user_agent", device.UserAgent, evenIfAbsent: false);
        json.WriteString("sdk_version", "5.60.1");
        json.WriteStartArray("identities");
        if (device.IsPhone)
        {
            WriteIdentity(json, device.Platform == ShopPlatform.Ios ? "ios_vendor_id" : "android_id", device.VendorId.ToString());
            WriteIdentity(json, device.Platform == ShopPlatform.Ios ? "ios_advertising_id" : "google_advertising_id", device.AdvertisingId.ToString());
        }

        json.WriteEndArray();
        if (device.Country.Length > 0)
        {
            json.WriteText("brand", device.Brand, evenIfAbsent: false);
            json.WriteText("product", device.Brand, evenIfAbsent: false);
            json.WriteString("name", device.OwnersName);
            json.WriteText(isWeb ? "device_manufacturer" : "manufacturer", device.Manufacturer, evenIfAbsent: false);
            json.WriteText(isWeb ? "device_model" : "model", device.Model, evenIfAbsent: false);
            json.WriteString("os_version", device.OsVersion);
            json.WriteScreenAndLocale(device, isWeb ? "device_country" : "country");
            json.WriteText("cpu_architecture", device.Cpu, evenIfAbsent: false);
            if (device.IsPhone)
            {
                json.WriteNetwork(device);
                json.WriteString("radio_access_technology", "LTE");
                json.WriteString("timezone_name", "Europe/Berlin");
                json.WriteRadios();
            }

            if (device.Platform is ShopPlatform.Ios or ShopPlatform.Tvos)
            {
                json.WriteTracking(batch);
            }
        }

        json.WriteText("application_name", device.AppName, evenIfAbsent: false);
        json.WriteText("application_version", device.AppVersion, evenIfAbsent: false);
        json.WriteText("application_package", device.AppPackage, evenIfAbsent: false);
        if (batch.Has(WireStyle.UnknownFields))
        {
            json.WriteBoolean("is_foldable", false);
        }

        json.WriteEndObject();
    }

    private static void WriteConsent(Utf8JsonWriter json, ShopBatch batch, string name, bool? consented, long timeMs)
    {
        if (consented is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteBoolean("consented", value);
        json.WriteString("document", "notice_v4");
        json.WriteNumber("timestamp_unixtime_ms", timeMs);
        if (batch.Has(WireStyle.AbsentWritten))
        {
            json.WriteString("location", "settings screen");
            json.WriteString("hardware_id", batch.Device.VendorId.ToString("D", CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private static void WriteConsentChanges(Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteStartArray("system_notifications");
        foreach (var change in batch.ConsentChanges)
        {
            var regulation = change.IsCcpa ? "ccpa" : "gdpr";
            json.WriteStartObject();
            json.WriteString("type", $"{regulation}_consent_state");
            json.WriteString("purpose", change.Purpose);
            WriteConsent(json, batch, $"old_{regulation}_consent_state", change.Before, change.TimeMs);
            WriteConsent(json, batch, $"new_{regulation}_consent_state", change.Consented, change.TimeMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, ShopBatch batch, ShopEvent item)
    {
        var type = TypeOf(item);
        var isLast = batch.Has(WireStyle.DiscriminatorLast);
        json.WriteStartObject();
        if (!isLast && type is not null)
        {
            json.WriteString("type", type);
        }

        json.WriteString("id", item.MessageId);
        if (item.TimeMs != 0 || batch.Has(WireStyle.AbsentWritten))
        {
            json.WriteNumber("timestamp_ms", item.TimeMs);
        }

        json.WriteString("source_id", item.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("session_id", batch.SessionId);
        WriteOwn(json, batch, item);
        if (isLast && type is not null)
        {
            json.WriteString("type", type);
        }

        json.WriteEndObject();
    }

    private static string? TypeOf(ShopEvent item) => item.Kind switch
    {
        ShopEventKind.SessionStart => "session_start",
        ShopEventKind.SessionEnd => "session_end",
        ShopEventKind.ScreenView => "screen_view",
        ShopEventKind.Custom => "custom_event",
        ShopEventKind.Attribution => "attribution",
        ShopEventKind.ProductAction => "product_action",
        ShopEventKind.PromotionAction => "promotion_action",
        ShopEventKind.Impression => "impression",
        ShopEventKind.StateTransition => "application_state_transition",
        ShopEventKind.Push => item.Name == "action" ? "push_message_open" : "push_message_receipt",
        ShopEventKind.PushRegistration => "push_subscription",
        ShopEventKind.AttributeChange => "user_attribute_change",
        ShopEventKind.IdentityChange => "user_identity_change",
        ShopEventKind.Crash => "error",
        _ => item.Name,
    };

    private static void WriteOwn(Utf8JsonWriter json, ShopBatch batch, ShopEvent item)
    {
        switch (item.Kind)
        {
            case ShopEventKind.SessionEnd:
                json.WriteNumber("session_length_ms", item.DurationMs);
                break;
            case ShopEventKind.ScreenView:
                json.WriteString("screen_name", item.Name);
                WriteEventAttributes(json, item);
                break;
            case ShopEventKind.Custom:
                if (item.Name is not null)
                {
                    json.WriteString("name", item.Name);
                }

                json.WriteString("custom_event_type", item.CustomType);
                WriteEventAttributes(json, item);
                break;
            case ShopEventKind.Attribution:
                json.WriteString("name", item.Name);
                json.WriteString("publisher_name", "Trailhead Weekly");
                json.WriteString("campaign_name", "spring-on-the-trail");
                json.WriteString("partner_name", "Signpost");
                WriteEventAttributes(json, item);
                break;
            case ShopEventKind.ProductAction:
                json.WriteString("action", item.Name);
                json.WriteText("transaction_id", item.TransactionId, evenIfAbsent: false);
                json.WriteText("affiliation", item.TransactionId is null ? null : "Larkfell Outdoor", evenIfAbsent: false);
                json.WriteAmount("total_amount", item.Total, evenIfAbsent: false);
                json.WriteAmount("tax_amount", item.Tax, evenIfAbsent: false);
                json.WriteAmount("shipping_amount", item.Shipping, evenIfAbsent: false);
                json.WriteText("currency_code", item.Currency, evenIfAbsent: false);
                json.WriteText("coupon_code", item.Coupon, evenIfAbsent: false);
                WriteProducts(json, item.Products);
                WriteEventAttributes(json, item);
                break;
            case ShopEventKind.PromotionAction:
                json.WritePromotions(item);
                break;
            case ShopEventKind.Impression:
                json.WriteStartArray("impressions");
                foreach (var list in item.Products.Chunk(3))
                {
                    json.WriteStartObject();
                    json.WriteString("impression_list_name", item.List);
                    WriteProducts(json, list);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case ShopEventKind.StateTransition:
                json.WriteString("application_state", item.Name);
                json.WriteString("source_package", "example.larkfell.launcher");
                break;
            case ShopEventKind.Push:
                json.WriteString("payload", "{\"campaign\":\"basket\",\"provider\":\"{\\\"badge\\\":1}\"}");
                break;
            case ShopEventKind.PushRegistration:
                json.WriteString("action", item.Flag ? "subscribe" : "unsubscribe");
                json.WriteString("token", batch.Device.PushToken);
                break;
            case ShopEventKind.AttributeChange:
                WriteMap(json, "added", item.Name!, item.NewValue);
                WriteMap(json, "removed", item.Name!, item.NewValue is null ? item.OldValue : null);
                break;
            case ShopEventKind.IdentityChange:
                WriteIdentityList(json, "added", item.Name!, item.NewValue);
                WriteIdentityList(json, "removed", item.Name!, item.OldValue);
                break;
            case ShopEventKind.Crash:
                json.WriteString("message", "The basket was empty when it was opened");
                json.WriteBoolean("is_crash", true);
                json.WriteString("stack_trace", "at Basket.Open(Basket.kt:41)");
                json.WriteStartArray("breadcrumbs");
                json.WriteStringValue("basket opened");
                json.WriteEndArray();
                break;
            case ShopEventKind.NotForwarded when item.Name == "error":
                json.WriteString("message", "The map tile did not load");
                json.WriteBoolean("is_crash", false);
                break;
            case ShopEventKind.NotForwarded:
                json.WriteString("setting", "app_data_collection");
                json.WriteBoolean("is_enabled", item.Flag);
                break;
            case ShopEventKind.Undocumented:
                json.WriteString("alias_of", "somebody");
                break;
        }
    }

    private static void WriteEventAttributes(Utf8JsonWriter json, ShopEvent item)
    {
        if (item.Attributes.Length == 0)
        {
            return;
        }

        json.WriteStartObject("attributes");
        foreach (var (name, value) in item.Attributes)
        {
            if (value is not (null or string[]))
            {
                json.WriteAttribute(name, value, isTyped: false);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteProducts(Utf8JsonWriter json, (Product Product, int Quantity)[] products)
    {
        json.WriteStartArray("products");
        for (var i = 0; i < products.Length; i++)
        {
            var (product, quantity) = products[i];
            json.WriteStartObject();
            json.WriteProductMembers(product, i + 1, quantity, "total_amount");
            json.WriteStartObject("attributes");
            json.WriteString("material", product.Material);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, string key, object? value)
    {
        json.WriteStartObject(name);
        if (value is not null)
        {
            json.WriteAttribute(key, value, isTyped: false);
        }

        json.WriteEndObject();
    }

    private static void WriteIdentityList(Utf8JsonWriter json, string name, string type, object? value)
    {
        json.WriteStartArray(name);
        if (value is not null)
        {
            WriteIdentity(json, type == "customer_id" ? "customer" : type, WireText.ToText(value));
        }

        json.WriteEndArray();
    }
}
