using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows JSON with one field a line and coloured values.</summary>
internal static class JsonView
{
    public static Html Of(ReadOnlySpan<byte> utf8Json)
    {
        var html = new Html();
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = 256 });
        var fresh = true;
        while (reader.Read())
        {
            var closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (!closes && !fresh)
            {
                html.Add($",");
            }

            if (reader.CurrentDepth > 0 || closes)
            {
                html.Add($"\n{new string(' ', reader.CurrentDepth * 2)}");
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                html.Add($"<b>\"{Encoding.UTF8.GetString(reader.ValueSpan)}\"</b>: ");
                reader.Read();
            }

            fresh = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            AddValue(html, ref reader);
        }

        return html;
    }

    // Strings keep their escapes, as they were received.
    private static void AddValue(Html html, ref Utf8JsonReader reader)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                html.Add($"<span class=\"s\">\"{text}\"</span>");
                break;
            case JsonTokenType.Number:
                html.Add($"<span class=\"n\">{text}</span>");
                break;
            case JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                html.Add($"<span class=\"k\">{text}</span>");
                break;
            default:
                html.Add($"{text}");
                break;
        }
    }
}
