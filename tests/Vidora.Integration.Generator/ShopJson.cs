using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>Writes the parts of a batch that are the same on both wires.</summary>
internal static class ShopJson
{
    public static void WriteMpid(this Utf8JsonWriter json, ShopBatch batch, bool asText)
    {
        if (batch.MpidJson is null)
        {
            json.WriteId("mpid", batch.Shopper.Mpid, asText);
        }
        else if (batch.MpidJson.Length > 0)
        {
            json.WritePropertyName("mpid");
            json.WriteRawValue(batch.MpidJson);
        }
    }

    public static void WriteAmount(this Utf8JsonWriter json, string name, decimal? value, bool evenIfAbsent)
    {
        if (value is { } amount)
        {
            json.WriteNumber(name, amount);
        }
        else if (evenIfAbsent)
        {
            json.WriteString(name, "");
        }
    }

    /// <summary>Writes the members of a product up to its total, whose name differs.</summary>
    public static void WriteProductMembers(this Utf8JsonWriter json, Product product, int position, int quantity, string totalName)
    {
        json.WriteString("id", product.Id);
        json.WriteString("name", product.Name);
        json.WriteString("brand", product.Brand);
        json.WriteString("category", product.Category);
        json.WriteString("variant", product.Variant);
        json.WriteNumber("position", position);
        json.WriteNumber("price", product.Price);
        json.WriteNumber("quantity", quantity);
        json.WriteNumber(totalName, product.Price * quantity);
    }

    public static void WritePromotions(this Utf8JsonWriter json, ShopEvent item)
    {
        json.WriteString("action", item.Name);
        json.WriteStartArray("promotions");
        foreach (var promotion in item.Promotions)
        {
            json.WriteStartObject();
            json.WriteString("id", promotion.Id);
            json.WriteString("name", promotion.Name);
            json.WriteString("creative", promotion.Creative);
            json.WriteString("position", promotion.Position);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteScreenAndLocale(this Utf8JsonWriter json, ShopDevice device, string countryName)
    {
        json.WriteNumber("screen_height", device.Height);
        json.WriteNumber("screen_width", device.Width);
        json.WriteNumber("screen_dpi", device.Dpi);
        json.WriteString(countryName, device.Country);
        json.WriteString("locale_language", device.Language);
        json.WriteString("locale_country", device.Country);
        json.WriteNumber("timezone_offset", device.Timezone);
        json.WriteBoolean("is_tablet", device.IsTablet);
    }

    public static void WriteNetwork(this Utf8JsonWriter json, ShopDevice device)
    {
        json.WriteString("network_country", device.Country.ToLowerInvariant());
        json.WriteString("network_carrier", device.Carrier);
        json.WriteString("network_code", "01");
        json.WriteString("network_mobile_country_code", "262");
    }

    public static void WriteRadios(this Utf8JsonWriter json)
    {
        json.WriteBoolean("supports_telephony", true);
        json.WriteBoolean("has_nfc", true);
        json.WriteBoolean("bluetooth_enabled", false);
        json.WriteString("bluetooth_version", "5.3");
    }

    public static void WriteTracking(this Utf8JsonWriter json, ShopBatch batch)
    {
        json.WriteString("att_authorization_status", batch.Device.LimitsTracking ? "denied" : "authorized");
        json.WriteNumber("att_timestamp_unixtime_ms", batch.Shopper.ConsentMs);
    }
}
