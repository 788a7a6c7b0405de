using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Writes a JSON document again with things wrong in it that still are JSON.</summary>
internal sealed class Mutation
{
    private static readonly string[] _values =
    [
        "null", "true", "false", "0", "-0", "-1", "1.50", "1e5", "1E400", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "123456789012345678901234567890", "\"\"", "\"0\"", "\"True\"", "\"text\"", "\"00123\"", "\"19.90\"", "\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0000\\n\\\"\\\\\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"\\u0074ype\"", "[]", "{}", "[null]", "[{}]", "[[1,\"x\"],{\"a\":[]}]", "{\"\":1}", "{\"a\":{\"b\":\"}\"}}",
        "{\"consented\":true}", "{\"x\":{\"consented\":\"False\"}}", "[{\"id\":\"p\",\"price\":\"x\"}]", "\"gdpr_change\"", "\"view\"", "\"purchase\"", "\"custom_event\"",
    ];

    private static readonly string[] _names =
    [
        "", "type", "user_id", "user\\u005fid", "timestamp", "event_id", "platform", "item_id", "total_amount", "a", "a_2", "\\ud800", "\\\"", "$", "$Zip", "reserved.x",
        "$intelligent_attribute:vidora:p__score", "consented", "gdpr", "products", "data", "event_type", "id", "mpid", "name", "custom_attributes", "added", "removed",
    ];

    private readonly Random _random;
    private readonly int _perMille;
    private readonly StringBuilder _text = new();

    private Mutation(int seed, int perMille)
    {
        _random = new Random(seed);
        _perMille = perMille;
    }

    /// <summary>About so many of a thousand names and values are changed.</summary>
    public static string Of(ReadOnlyMemory<byte> json, int seed, int perMille)
    {
        using var document = JsonDocument.Parse(json);
        var mutation = new Mutation(seed, perMille);
        mutation.Write(document.RootElement, 0);
        return mutation._text.ToString();
    }

    private bool Chance() => _random.Next(1000) < _perMille;

    private void Write(JsonElement element, int depth)
    {
        if (depth > 0 && Chance())
        {
            _text.Append(_values[_random.Next(_values.Length)]);
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(element, depth);
                break;
            case JsonValueKind.Array:
                _text.Append('[');
                var separator = "";
                foreach (var item in element.EnumerateArray())
                {
                    for (var times = Chance() ? 2 : Chance() ? 0 : 1; times > 0; times--)
                    {
                        _text.Append(separator);
                        Write(item, depth + 1);
                        separator = ",";
                    }
                }

                _text.Append(']');
                break;
            default:
                _text.Append(element.GetRawText());
                break;
        }
    }

    private void WriteMembers(JsonElement element, int depth)
    {
        _text.Append('{');
        var separator = "";
        foreach (var member in element.EnumerateObject())
        {
            for (var times = Chance() ? 2 : Chance() ? 0 : 1; times > 0; times--)
            {
                _text.Append(separator).Append('"').Append(Name(member.Name)).Append(Chance() ? "\" :\n\t" : "\":");
                Write(member.Value, depth + 1);
                separator = Chance() ? " , " : ",";
            }
        }

        _text.Append('}');
    }

    private string Name(string name)
    {
        if (Chance())
        {
            return _names[_random.Next(_names.Length)];
        }

        return Chance()
            ? string.Concat(name.Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")))
            : JsonEncodedText.Encode(name).ToString();
    }
}
