using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>What both writers write alike.</summary>
internal static class WireText
{
    public static void WriteId(this Utf8JsonWriter json, string name, long value, bool asText)
    {
        if (asText)
        {
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    /// <summary>Writes an attribute as mParticle's outputs do, as text, or as a sender may, with its type.</summary>
    public static void WriteAttribute(this Utf8JsonWriter json, string name, object? value, bool isTyped)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case RawJson raw:
                json.WritePropertyName(name);
                json.WriteRawValue(raw.Json, skipInputValidation: true);
                break;
            case string[] list:
                json.WriteStartArray(name);
                foreach (var item in list)
                {
                    json.WriteStringValue(item);
                }

                json.WriteEndArray();
                break;
            case int number when isTyped:
                json.WriteNumber(name, number);
                break;
            case decimal number when isTyped:
                json.WriteNumber(name, number);
                break;
            case bool flag when isTyped:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, ToText(value));
                break;
        }
    }

    public static string ToText(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "True" : "False",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No attribute is a {value.GetType()}.", nameof(value)),
    };

    public static void WriteText(this Utf8JsonWriter json, string name, string? value, bool evenIfAbsent)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
        else if (evenIfAbsent)
        {
            json.WriteNull(name);
        }
    }
}
