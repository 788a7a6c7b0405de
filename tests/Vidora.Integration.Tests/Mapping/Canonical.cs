using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>JSON as text that is equal when the JSON means the same: sorted names, one escaping; numbers keep their digits.</summary>
internal static class Canonical
{
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static string Of(IEnumerable<JsonElement> elements) => string.Join('\n', elements.Select(Of));

    public static string Of(JsonElement element)
    {
        var text = new StringBuilder();
        Append(text, element, "\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement element, string newLine)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    text.Append(newLine).Append("  \"").Append(JsonEncodedText.Encode(property.Name)).Append("\": ");
                    Append(text, property.Value, newLine + "  ");
                }

                text.Append(newLine).Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    text.Append(newLine).Append("  ");
                    Append(text, item, newLine + "  ");
                }

                text.Append(newLine).Append(']');
                break;
            case JsonValueKind.String:
                text.Append('"').Append(JsonEncodedText.Encode(element.GetString()!)).Append('"');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }
}
