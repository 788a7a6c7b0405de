using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>Writes a batch as mParticle JSON.</summary>
internal static class EventsApiWriter
{
    private const string ZeroGuid = "00000000-0000-0000-0000-000000000000";

    public static void Write(Utf8JsonWriter json, ShopBatch batch)
    {
        var asText = batch.Has(WireStyle.BatchIdsAsText);
        json.WriteStartObject();
        if (batch.Has(WireStyle.DuplicateKeys))
        {
            json.WriteMpid(batch, asText);
            json.WriteString("message_type", "events");
        }

        json.WriteStartArray("events");
        for (var i = 0; i < batch.Events.Count; i++)
        {
            WriteEvents(json, batch, batch.Events[i], i);
        }

        json.WriteEndArray();
        WriteDevice(json, batch);
        WriteApplication(json, batch);
        json.WriteStartObject("user_attributes");
        foreach (var (name, value) in batch.UserAttributes)
        {
            json.WriteAttribute(name, value, batch.Has(WireStyle.TypedValues));
        }

        json.WriteEndObject();
        WriteIdentities(json, batch);
        WriteConsent(json, batch);
        if (batch.Environment is { } environment)
        {
            json.WriteString("environment", environment);
        }

        json.WriteMpid(batch, asText);
        json.WriteId("batch_id", batch.BatchId, asText);
        json.WriteString("message_id", batch.MessageId);
        json.WriteString("message_type", "events");
        json.WriteId("timestamp_unixtime_ms", batch.ReceivedMs, asText);
        json.WriteNumber("schema_version", batch.Has(WireStyle.EventIdsAsText) ? 1 : 2);
        json.WriteString("ip", $"203.0.113.{(ulong)batch.Shopper.Mpid % 250}");
        json.WriteStartObject("source_info");
        json.WriteString("channel", batch.Device.Platform switch
        {
            ShopPlatform.Web => "javascript",
            ShopPlatform.DataFeed => "partner",
            ShopPlatform.Desktop => "desktop",
            _ => "native",
        });
        if (batch.Device.Platform == ShopPlatform.DataFeed)
        {
            json.WriteString("partner", "Larkfell Stores");
        }

        json.WriteEndObject();
        WriteConsentChanges(json, batch);
        if (batch.Has(WireStyle.UnknownFields))
        {
            json.WriteStartObject("enrichment");
            json.WriteString("weather", "drizzle");
            json.WriteStartArray("hints");
            json.WriteNumberValue(1);
            json.WriteNullValue();
            json.WriteStartObject();
            json.WriteBoolean("nested", true);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (batch.Has(WireStyle.AbsentWritten))
        {
            json.WriteNull("source_request_id");
            json.WriteNull("partner_identities");
            json.WriteStartObject("integration_attributes");
            json.WriteEndObject();
            json.WriteNull("deleted_user_attributes");
            json.WriteNull("attribution_info");
            json.WriteNull("job_id");
        }

        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, ShopBatch batch, ShopEvent item, int index)
    {
        var type = TypeOf(item);
        json.WriteStartObject();
        if (!batch.Has(WireStyle.DiscriminatorLast) && type is not null)
        {
            json.WriteString("event_type", type);
        }

        json.WriteStartObject("data");
        WriteOwn(json, batch, item);
        WriteCommon(json, batch, item, index);
        json.WriteEndObject();
        if (batch.Has(WireStyle.DiscriminatorLast) && type is not null)
        {
            json.WriteString("event_type", type);
        }

        json.WriteEndObject();
    }

    private static string? TypeOf(ShopEvent item) => item.Kind switch
    {
        ShopEventKind.SessionStart => "session_start",
        ShopEventKind.SessionEnd => "session_end",
        ShopEventKind.ScreenView => "screen_view",
        ShopEventKind.Custom or ShopEventKind.Attribution => "custom_event",
        ShopEventKind.ProductAction or ShopEventKind.PromotionAction or ShopEventKind.Impression => "commerce_event",
        ShopEventKind.StateTransition => "application_state_transition",
        ShopEventKind.Push => "push_message",
        ShopEventKind.PushRegistration => "push_registration",
        ShopEventKind.AttributeChange => "user_attribute_change",
        ShopEventKind.IdentityChange => "user_identity_change",
        ShopEventKind.Crash => "crash_report",
        ShopEventKind.Uninstall => "uninstall",
        _ => item.Name,
    };

    private static void WriteCommon(Utf8JsonWriter json, ShopBatch batch, ShopEvent item, int index)
    {
        var asText = batch.Has(WireStyle.EventIdsAsText);
        var writeAbsent = batch.Has(WireStyle.AbsentWritten);
        if (item.Id != 0)
        {
            json.WriteId("event_id", item.Id, asText);
        }
        else if (writeAbsent)
        {
            json.WriteId("event_id", 0, asText);
        }

        if (item.MessageId != Guid.Empty)
        {
            json.WriteString("source_message_id", item.MessageId);
        }

        if (item.TimeMs != 0 || writeAbsent)
        {
            json.WriteId("timestamp_unixtime_ms", item.TimeMs, asText);
        }

        if (batch.SessionId != 0 || writeAbsent)
        {
            json.WriteId("session_id", batch.SessionId, asText);
            if (batch.SessionStartMs != 0 || writeAbsent)
            {
                json.WriteId("session_start_unixtime_ms", batch.SessionStartMs, asText);
            }
        }

        if (index > 0)
        {
            json.WriteNumber("event_num", index);
        }

        if (item.Attributes.Length > 0)
        {
            json.WriteStartObject("custom_attributes");
            foreach (var (name, value) in item.Attributes)
            {
                json.WriteAttribute(name, value, batch.Has(WireStyle.TypedValues));
            }

            json.WriteEndObject();
        }

        if (batch.Has(WireStyle.DeviceState))
        {
            json.WriteStartObject("device_current_state");
            json.WriteId("time_since_start_ms", item.TimeMs - batch.SessionStartMs, asText);
            json.WriteNumber("battery_level", 0.62m);
            json.WriteString("data_connection_type", "wifi");
            json.WriteString("device_orientation", "portrait");
            json.WriteBoolean("system_memory_low", false);
            json.WriteEndObject();
        }

        if (writeAbsent)
        {
            json.WriteNull("location");
            json.WriteString("session_uuid", ZeroGuid);
            json.WriteNull("custom_flags");
            json.WriteNumber("lifetime_value_change", 0.0m);
            json.WriteString("page_url", "");
            json.WriteNull("canonical_name");
            json.WriteNull("is_main_thread");
        }

        if (batch.Has(WireStyle.UnknownFields))
        {
            json.WriteStartArray("experiment_arms");
            json.WriteStringValue("b");
            json.WriteEndArray();
        }
    }

    private static void WriteOwn(Utf8JsonWriter json, ShopBatch batch, ShopEvent item)
    {
        switch (item.Kind)
        {
            case ShopEventKind.SessionEnd:
                json.WriteId("session_duration_ms", item.DurationMs, batch.Has(WireStyle.EventIdsAsText));
                break;
            case ShopEventKind.ScreenView:
                json.WriteString("screen_name", item.Name);
                if (batch.Device.Platform == ShopPlatform.Android)
                {
                    json.WriteString("activity_type", "activity_started");
                }

                break;
            case ShopEventKind.Custom or ShopEventKind.Attribution:
                if (item.Name is not null)
                {
                    json.WriteString("event_name", item.Name);
                }

                json.WriteString("custom_event_type", item.Kind == ShopEventKind.Attribution ? "attribution" : item.CustomType);
                break;
            case ShopEventKind.ProductAction:
                WriteProductAction(json, batch, item);
                break;
            case ShopEventKind.PromotionAction:
                json.WriteStartObject("promotion_action");
                json.WritePromotions(item);
                json.WriteEndObject();
                json.WriteText("screen_name", item.Screen, batch.Has(WireStyle.AbsentWritten));
                break;
            case ShopEventKind.Impression:
                json.WriteStartArray("product_impressions");
                foreach (var list in item.Products.Chunk(3))
                {
                    json.WriteStartObject();
                    json.WriteString("product_impression_list", item.List);
                    WriteProducts(json, batch, list);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteText("screen_name", item.Screen, batch.Has(WireStyle.AbsentWritten));
                json.WriteBoolean("is_non_interactive", true);
                break;
            case ShopEventKind.StateTransition:
                json.WriteString("application_transition_type", item.Name switch
                {
                    "background" => "application_background",
                    "foreground" => "application_foreground",
                    "exit" => "application_exit",
                    _ => "application_initialized",
                });
                json.WriteBoolean("is_first_run", item.Name == "install");
                json.WriteBoolean("is_upgrade", item.Name == "upgrade");
                json.WriteBoolean("successfully_closed", item.Flag);
                if (batch.Has(WireStyle.DuplicateKeys))
                {
                    json.WriteString("push_notification_payload", "");
                    json.WriteString("push_notification_payload", "{\"alert\":\"Rain is coming\"}");
                }

                break;
            case ShopEventKind.Push:
                json.WriteString("push_message_type", item.Name);
                json.WriteString("push_message_token", batch.Device.PushToken);
                json.WriteString("message", "Your basket is waiting");
                json.WriteString("network", batch.Device.Platform == ShopPlatform.Ios ? "apn" : "gcm");
                json.WriteString("push_notification_payload", "{\"campaign\":\"basket\",\"badge\":1}");
                json.WriteString("application_state", item.Flag ? "background" : "not_running");
                if (item.Name == "action")
                {
                    json.WriteString("action_identifier", "open_basket");
                }

                if (batch.Has(WireStyle.TypedValues))
                {
                    json.WriteNumber("push_message_behavior", 5);
                }
                else
                {
                    json.WriteString("push_message_behavior", "Received");
                }

                break;
            case ShopEventKind.PushRegistration:
                json.WriteBoolean("register", item.Flag);
                json.WriteString("registration_token", batch.Device.PushToken);
                break;
            case ShopEventKind.AttributeChange:
                json.WriteString("user_attribute_name", item.Name);
                json.WriteAttribute("new", item.NewValue, batch.Has(WireStyle.TypedValues));
                json.WriteAttribute("old", item.OldValue, batch.Has(WireStyle.TypedValues));
                json.WriteBoolean("deleted", item.NewValue is null);
                json.WriteBoolean("is_new_attribute", item.OldValue is null);
                break;
            case ShopEventKind.IdentityChange:
                WriteIdentity(json, batch, "new", item.Name!, item.NewValue, item.TimeMs);
                WriteIdentity(json, batch, "old", item.Name!, item.OldValue, item.TimeMs - 86_400_000);
                break;
            case ShopEventKind.Crash:
                json.WriteString("class_name", item.Name);
                json.WriteString("severity", "fatal");
                json.WriteString("message", "The basket was empty when it was opened");
                json.WriteString("stack_trace", "at Basket.Open(Basket.swift:41)\nat Main.Run(Main.swift:7)");
                json.WriteBoolean("exception_handled", item.Flag);
                json.WriteNumber("ios_image_base_address", 18_446_744_069_414_584_320UL);
                json.WriteStartArray("breadcrumbs");
                json.WriteEndArray();
                break;
            case ShopEventKind.NotForwarded:
                WriteNotForwarded(json, batch, item);
                break;
            case ShopEventKind.Undocumented:
                json.WriteString("alias_of", "somebody");
                break;
        }
    }

    private static void WriteNotForwarded(Utf8JsonWriter json, ShopBatch batch, ShopEvent item)
    {
        switch (item.Name)
        {
            case "opt_out":
                json.WriteBoolean("is_opted_out", item.Flag);
                break;
            case "network_performance":
                json.WriteString("http_verb", "GET");
                json.WriteString("url", "https://shop.larkfell.example/basket");
                json.WriteNumber("time_elapsed", 182);
                json.WriteNumber("bytes_in", 4096);
                if (batch.Has(WireStyle.TypedValues))
                {
                    json.WriteNumber("response_code", 200);
                }
                else
                {
                    json.WriteString("response_code", "200");
                }

                break;
            case "breadcrumb":
                json.WriteNumber("session_number", 3);
                json.WriteString("label", "basket opened");
                break;
            case "profile":
                json.WriteString("profile_event_type", "login");
                json.WriteId("previous_mpid", batch.Shopper.Mpid / 3, batch.Has(WireStyle.EventIdsAsText));
                json.WriteId("current_mpid", batch.Shopper.Mpid, batch.Has(WireStyle.EventIdsAsText));
                break;
        }
    }

    private static void WriteProductAction(Utf8JsonWriter json, ShopBatch batch, ShopEvent item)
    {
        var writeAbsent = batch.Has(WireStyle.AbsentWritten);
        json.WriteStartObject("product_action");
        json.WriteString("action", item.Name == "remove_from_wishlist" ? "remove_from_wish_list" : item.Name);
        json.WriteText("transaction_id", item.TransactionId, writeAbsent);
        json.WriteText("affiliation", item.TransactionId is null ? null : "Larkfell Outdoor", writeAbsent);
        json.WriteAmount("total_amount", item.Total, writeAbsent);
        json.WriteAmount("tax_amount", item.Tax, writeAbsent);
        json.WriteAmount("shipping_amount", item.Shipping, writeAbsent);
        json.WriteText("coupon_code", item.Coupon, writeAbsent);
        json.WriteText("product_action_list", item.List, writeAbsent);
        json.WriteText("product_list_source", item.List is null ? null : "category page", writeAbsent);
        if (item.Step is { } step)
        {
            json.WriteNumber("checkout_step", step);
            json.WriteString("checkout_options", step == 1 ? "home delivery" : "invoice");
        }

        WriteProducts(json, batch, item.Products);
        json.WriteEndObject();
        if (writeAbsent)
        {
            json.WriteNull("promotion_action");
            json.WriteNull("product_impressions");
            json.WriteNull("shopping_cart");
        }

        json.WriteText("currency_code", item.Currency, writeAbsent);
        json.WriteText("screen_name", item.Screen, writeAbsent);
        json.WriteBoolean("is_non_interactive", false);
    }

    private static void WriteProducts(Utf8JsonWriter json, ShopBatch batch, (Product Product, int Quantity)[] products)
    {
        json.WriteStartArray("products");
        for (var i = 0; i < products.Length; i++)
        {
            var (product, quantity) = products[i];
            json.WriteStartObject();
            json.WriteProductMembers(product, i + 1, quantity, "total_product_amount");
            if (batch.Has(WireStyle.TypedValues) || i == 0)
            {
                json.WriteStartObject("custom_attributes");
                json.WriteString("material", product.Material);
                if (batch.Has(WireStyle.UnknownFields))
                {
                    json.WriteString("id", "an attribute, not the id");
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIdentity(Utf8JsonWriter json, ShopBatch batch, string name, string type, object? value, long timeMs)
    {
        if (value is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("identity_type", type);
        json.WriteString("identity", WireText.ToText(value));
        json.WriteId("timestamp_unixtime_ms", timeMs, batch.Has(WireStyle.EventIdsAsText));
        json.WriteBoolean("created_this_batch", name == "new");
        json.WriteEndObject();
    }

    private static void WriteDevice(Utf8JsonWriter json, ShopBatch batch)
    {
        var device = batch.Device;
        var writeAbsent = batch.Has(WireStyle.AbsentWritten);
        json.WriteStartObject("device_info");
        json.WriteText("platform", PlatformName(device.Platform), writeAbsent);
        json.WriteText("brand", device.Brand, writeAbsent);
        json.WriteText("product", device.Brand, writeAbsent);
        json.WriteText("device", device.OwnersName, writeAbsent);
        json.WriteText("device_manufacturer", device.Manufacturer, writeAbsent);
        json.WriteText("device_model", device.Model, writeAbsent);
        json.WriteText("os_version", device.OsVersion, writeAbsent);
        if (device.Country.Length > 0)
        {
            json.WriteScreenAndLocale(device, "device_country");
            json.WriteBoolean("is_dst", false);
            json.WriteBoolean("limit_ad_tracking", device.LimitsTracking);
        }

        if (device.IsPhone)
        {
            json.WriteNetwork(device);
            json.WriteString("build_identifier", "AP4A.25");
            json.WriteString("push_token", device.PushToken);
            json.WriteString("radio_access_technology", "LTE");
            json.WriteBoolean("push_notification_sound_enabled", true);
            json.WriteRadios();
        }

        json.WriteText("cpu_architecture", device.Cpu, writeAbsent);
        json.WriteText("http_header_user_agent", device.UserAgent, writeAbsent);
        if (device.Platform is ShopPlatform.Ios or ShopPlatform.Tvos)
        {
            json.WriteString("ios_advertising_id", device.LimitsTracking ? Guid.Empty : device.AdvertisingId);
            json.WriteString("ios_idfv", device.VendorId);
            json.WriteTracking(batch);
        }
        else if (device.Platform == ShopPlatform.Android)
        {
            json.WriteString("android_uuid", device.VendorId.ToString("N")[..16]);
            json.WriteString("android_advertising_id", device.AdvertisingId);
        }
        else if (writeAbsent)
        {
            json.WriteString("ios_advertising_id", ZeroGuid);
            json.WriteNull("att_authorization_status");
            json.WriteString("network_country", "");
            json.WriteString("supports_telephony", "");
        }

        if (batch.Has(WireStyle.UnknownFields))
        {
            json.WriteString("shell_colour", "pine");
        }

        json.WriteEndObject();
    }

    private static string PlatformName(ShopPlatform platform) => platform switch
    {
        ShopPlatform.Android => "Android",
        ShopPlatform.Ios => "iOS",
        ShopPlatform.Web => "web",
        ShopPlatform.Tvos => "tvOS",
        ShopPlatform.Roku => "roku",
        ShopPlatform.Alexa => "alexa",
        ShopPlatform.SmartTv => "smart_tv",
        ShopPlatform.Xbox => "xbox",
        ShopPlatform.FireTv => "fire_tv",
        ShopPlatform.DataFeed => "out_of_band",
        ShopPlatform.Desktop => "desktop",
        _ => "",
    };

    private static void WriteApplication(Utf8JsonWriter json, ShopBatch batch)
    {
        var device = batch.Device;
        var writeAbsent = batch.Has(WireStyle.AbsentWritten);
        json.WriteStartObject("application_info");
        json.WriteText("application_name", device.AppName, writeAbsent);
        json.WriteText("application_version", device.AppVersion, writeAbsent);
        json.WriteText("application_build_number", device.AppVersion.Length == 0 ? "" : "1204", writeAbsent);
        json.WriteText("package", device.AppPackage, writeAbsent);
        json.WriteText("install_referrer", device.Platform == ShopPlatform.Android ? "utm_source=newsletter" : "", writeAbsent);
        json.WriteEndObject();
    }

    private static void WriteIdentities(Utf8JsonWriter json, ShopBatch batch)
    {
        if (batch.Has(WireStyle.IdentitiesAsObject))
        {
            json.WriteStartObject("user_identities");
            json.WriteString("customer_id", batch.Shopper.CustomerId);
            json.WriteString("email", batch.Shopper.Email);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("user_identities");
        foreach (var (type, value) in new[] { ("customer_id", batch.Shopper.CustomerId), ("email", batch.Shopper.Email) })
        {
            json.WriteStartObject();
            json.WriteString("identity_type", type);
            json.WriteString("identity", value);
            json.WriteId("timestamp_unixtime_ms", batch.Shopper.ConsentMs, batch.Has(WireStyle.BatchIdsAsText));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConsent(Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteStartObject("consent_state");
        if (batch.Has(WireStyle.FlatConsent))
        {
            WriteConsentEntry(json, batch, "gdpr", batch.Consent.Analytics);
        }
        else
        {
            json.WriteStartObject("gdpr");
            WriteConsentEntry(json, batch, "analytics", batch.Consent.Analytics);
            WriteConsentEntry(json, batch, "advertising", batch.Consent.Advertising);
            json.WriteEndObject();
        }

        json.WriteStartObject("ccpa");
        WriteConsentEntry(json, batch, "data_sale_opt_out", batch.Consent.SaleOptOut);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteConsentEntry(Utf8JsonWriter json, ShopBatch batch, string purpose, bool consented)
    {
        json.WriteStartObject(purpose);
        json.WriteBoolean("consented", consented);
        json.WriteString("document", "notice_v4");
        json.WriteId("timestamp_unixtime_ms", batch.Shopper.ConsentMs, batch.Has(WireStyle.EventIdsAsText));
        if (batch.Has(WireStyle.AbsentWritten))
        {
            json.WriteNull("location");
            json.WriteString("hardware_id", "");
        }

        json.WriteEndObject();
    }

    private static void WriteConsentChanges(Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteStartArray("system_notifications");
        foreach (var change in batch.ConsentChanges)
        {
            json.WriteStartObject();
            json.WriteString("type", change.IsCcpa ? "ccpa_change" : "gdpr_change");
            json.WriteStartObject("data");
            json.WriteString("purpose", change.Purpose);
            WriteConsentSide(json, batch, "current", change.Consented, change);
            WriteConsentSide(json, batch, "old", change.Before, change);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConsentSide(Utf8JsonWriter json, ShopBatch batch, string name, bool? consented, ConsentChange change)
    {
        if (consented is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("regulation", change.IsCcpa ? "ccpa" : "gdpr");
        json.WriteBoolean("consented", value);
        json.WriteString("document", "notice_v4");
        json.WriteId("timestamp_unixtime_ms", change.TimeMs, batch.Has(WireStyle.EventIdsAsText));
        json.WriteString("location", "settings screen");
        json.WriteString("hardware_id", batch.Device.VendorId.ToString("D", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
