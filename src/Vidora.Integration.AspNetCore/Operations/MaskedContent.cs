using System.Text;
using System.Text.Json;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Shows the structure of received bytes without the values in them.</summary>
internal static class MaskedContent
{
    /// <summary>Bounds what is shown of an item.</summary>
    public const int MaxBytes = 4 * 1024;

    private static readonly string[] _shown = ["type", "event_type", "environment", "firehose_version", "subject_request_type", "source_environment"];

    /// <summary>Returns the JSON with each value replaced by its kind. Stops where the bytes are no JSON.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(content, isFinalBlock: false, state: default);
        var name = "";
        var first = true;
        try
        {
            while (reader.Read())
            {
                var closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
                if (!closes && !first && text[^1] is not (':' or '{' or '['))
                {
                    text.Append(',');
                }

                first = false;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString() ?? "";
                        text.Append('"').Append(Name(name)).Append("\":");
                        break;
                    case JsonTokenType.String:
                        text.Append(_shown.Contains(name) ? $"\"{Name(reader.GetString() ?? "")}\"" : "\"text\"");
                        break;
                    case JsonTokenType.Number:
                        text.Append("\"number\"");
                        break;
                    case JsonTokenType.True or JsonTokenType.False:
                        text.Append("\"true or false\"");
                        break;
                    case JsonTokenType.Null:
                        text.Append("null");
                        break;
                    default:
                        text.Append(reader.TokenType switch
                        {
                            JsonTokenType.StartObject => '{',
                            JsonTokenType.EndObject => '}',
                            JsonTokenType.StartArray => '[',
                            _ => ']',
                        });
                        break;
                }
            }

            return reader.CurrentDepth == 0 ? text.ToString() : text.Append(" …").ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text.Append(" (no JSON from here)").ToString();
        }
    }

    /// <summary>Returns a name with letters of names only: a name may be data, such as an e-mail address.</summary>
    private static string Name(string name) =>
        name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$' or '-') && name.Count(char.IsAsciiDigit) < 6 ? name : "…";
}
