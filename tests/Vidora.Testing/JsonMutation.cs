using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Vidora.Testing;

/// <summary>Changes names and values of a JSON document; the result is still JSON.</summary>
public sealed class JsonMutation
{
    private static readonly byte[][] _values = Utf8(
    [
        "null", "true", "false", "0", "-0", "-1", "1.50", "1e5", "1E400", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "123456789012345678901234567890", "\"\"", "\"0\"", "\"True\"", "\"text\"", "\"00123\"", "\"19.90\"", "\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0000\\n\\\"\\\\\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"\\u0074ype\"", "[]", "{}", "[null]", "[{}]", "[[1,\"x\"],{\"a\":[]}]", "{\"\":1}", "{\"a\":{\"b\":\"}\"}}",
        "{\"consented\":true}", "{\"x\":{\"consented\":\"False\"}}", "[{\"id\":\"p\",\"price\":\"x\"}]", "\"gdpr_change\"", "\"view\"", "\"purchase\"", "\"custom_event\"",

        // The edges of 64 bits and of time, and exponents that overflow what they are read into.
        "-9223372036854775809", "18446744073709551615", "18446744073709551616", "253402300799999", "253402300800000", "-62135596800001", "1e308", "-1e-400", "1e999999999999",
        "0.1e-7", "1E+2", "79228162514264337593543950336", "\"9223372036854775808\"", "\"-0\"", "\"1e5\"", "\" 1\"", "\"0x1\"", "\"NaN\"", "2147483648",

        // Texts that are no text, in and out of escapes, and around the lengths at which things are kept differently.
        "\"\\ud83d\\ude00\"", "\"\\ude00\\ud83d\"", "\"\\ud800\\ud800\\udc00\"", "\"\\uD800x\\uDC00\"", "\"\u2028\U0001F600\u00e9\"", "\"\\/\\b\\f\\t\"", "\"{[\"", "\"}]\\\\\"",
        Text(30), Text(31), Text(32), Text(33), Text(253), Text(509), Text(510), Text(511), Text(2000), "\"" + new string('\\', 62) + "\"", "\"" + string.Concat(Enumerable.Repeat("\\u0041", 60)) + "\"",
        new string('7', 400), "0." + new string('1', 300), "-" + new string('9', 19),

        // Depths around the limit.
        Nested(8), Nested(56), Nested(60), Nested(61), Nested(62), Nested(63), Nested(64), Nested(80), NestedObjects(20), NestedObjects(62), NestedObjects(64),
    ]);

    private static readonly byte[][] _names = Utf8(
    [
        "", "type", "user_id", "user\\u005fid", "timestamp", "event_id", "platform", "item_id", "total_amount", "a", "a_2", "\\ud800", "\\\"", "$", "$Zip", "reserved.x",
        "$intelligent_attribute:vidora:p__score", "consented", "gdpr", "products", "data", "event_type", "id", "mpid", "name", "custom_attributes", "added", "removed",
        "events", "device_info", "user_attributes", "error", "score", "errors", "ev\\u0065nts", "\\udc00\\ud800", "__proto__", "\U0001F600", "a" + new string('b', 40), new string('n', 600),
    ]);

    private readonly Random _random;
    private readonly int _perMille;
    private readonly ArrayBufferWriter<byte> _text = new(4096);
    private readonly IReadOnlyList<byte[]> _grafts;

    private JsonMutation(int seed, int perMille, IReadOnlyList<byte[]> grafts)
    {
        _random = new Random(seed);
        _perMille = perMille;
        _grafts = grafts;
    }

    /// <summary>Changes about so many of a thousand names and values.</summary>
    public static string Of(ReadOnlyMemory<byte> json, int seed, int perMille)
    {
        using var document = JsonDocument.Parse(json);
        var mutation = new JsonMutation(seed, perMille, []);
        mutation.Write(document.RootElement, 0);
        return Encoding.UTF8.GetString(mutation._text.WrittenSpan);
    }

    /// <summary>The same, with values taken from another document too; null when the first is no JSON.</summary>
    public static byte[]? TryChange(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> other, int seed, int perMille)
    {
        if (Parse(json) is not { } document)
        {
            return null;
        }

        using (document)
        {
            List<byte[]> grafts = [];
            if (seed % 4 == 0 && Parse(other) is { } otherDocument)
            {
                using (otherDocument)
                {
                    AddValues(otherDocument.RootElement, grafts);
                }
            }

            var mutation = new JsonMutation(seed, perMille, grafts);
            mutation.Write(document.RootElement, 0);
            return mutation._text.WrittenSpan.ToArray();
        }
    }

    private static byte[][] Utf8(string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);

    private static string Text(int length) => "\"" + new string('t', length) + "\"";

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string NestedObjects(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    /// <summary>Changes as bytes a document that cannot be parsed or written again as text.</summary>
    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(json.Span) || !JsonDocument.TryParseValue(ref reader, out var document))
            {
                return null;
            }

            return document;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AddValues(JsonElement element, List<byte[]> values)
    {
        const int Most = 32;
        const int Longest = 400;
        IEnumerable<JsonElement> children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };
        foreach (var child in children)
        {
            if (values.Count == Most)
            {
                return;
            }

            if (JsonMarshal.GetRawUtf8Value(child) is { Length: < Longest } text)
            {
                values.Add(text.ToArray());
            }

            AddValues(child, values);
        }
    }

    private bool Chance() => _random.Next(1000) < _perMille;

    private void Write(JsonElement element, int depth)
    {
        if (depth > 0 && Chance())
        {
            _text.Write(_grafts.Count > 0 && _random.Next(3) == 0 ? _grafts[_random.Next(_grafts.Count)] : _values[_random.Next(_values.Length)]);
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(element, depth);
                break;
            case JsonValueKind.Array:
                _text.Write("["u8);
                var separator = ""u8;
                foreach (var item in element.EnumerateArray())
                {
                    for (var times = Times(); times > 0; times--)
                    {
                        _text.Write(separator);
                        Write(item, depth + 1);
                        separator = ","u8;
                    }
                }

                _text.Write("]"u8);
                break;
            default:
                _text.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private void WriteMembers(JsonElement element, int depth)
    {
        _text.Write("{"u8);
        var separator = ""u8;
        IEnumerable<JsonProperty> members = element.EnumerateObject();
        if (Chance())
        {
            // Swapped: the wire promises no order.
            members = members.Reverse();
        }

        foreach (var member in members)
        {
            for (var times = Times(); times > 0; times--)
            {
                _text.Write(separator);
                _text.Write("\""u8);
                WriteName(member);
                _text.Write(Chance() ? "\" :\n\t"u8 : "\":"u8);
                Write(member.Value, depth + 1);
                separator = Chance() ? " , "u8 : ","u8;
            }
        }

        _text.Write("}"u8);
    }

    private int Times() => Chance() ? 2 : Chance() ? 0 : 1;

    private void WriteName(JsonProperty member)
    {
        if (Chance())
        {
            _text.Write(_names[_random.Next(_names.Length)]);
        }
        else if (Chance())
        {
            WriteEscaped(member);
        }
        else
        {
            _text.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    private void WriteEscaped(JsonProperty member)
    {
        try
        {
            foreach (var unit in member.Name)
            {
                _text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            _text.Write("\\ud800"u8);
        }
    }
}
