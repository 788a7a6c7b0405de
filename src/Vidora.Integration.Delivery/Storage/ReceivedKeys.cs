using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>
/// Takes keys out of what is kept as it was received: customers' own in the settings of a Firehose account, and those of
/// mParticle's inputs, under any name that holds one of these. In broken JSON nobody can say where a value ends, so
/// everything from the first of those names on goes.
/// </summary>
internal static class ReceivedKeys
{
    private const int MaxDepth = 1000;

    private static readonly byte[][] _names = ["account_settings"u8.ToArray(), "api_key"u8.ToArray()];

    /// <summary>The content with those values null; the content itself when it has none.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> content)
    {
        var values = new List<Range>();
        if (!TryFind(content.Span, values))
        {
            var cut = Math.Min(FirstName(content.Span), values.Count > 0 ? values[0].Start.Value : content.Length);
            return content[..cut];
        }

        return values.Count == 0 ? content : Replace(content.Span, values);
    }

    private static bool TryFind(ReadOnlySpan<byte> content, List<Range> values)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && IsKey(ref reader))
                {
                    // Noted before it is read: the damage may be inside of it.
                    values.Add((int)reader.BytesConsumed..content.Length);
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    values[^1] = start..(int)reader.BytesConsumed;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is half of a surrogate pair in a name.
            return false;
        }
    }

    private static bool IsKey(ref Utf8JsonReader reader)
    {
        var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        return FirstName(name) < name.Length;
    }

    /// <summary>Where the first of the names begins; the length when none is there.</summary>
    private static int FirstName(ReadOnlySpan<byte> text)
    {
        var first = text.Length;
        foreach (var name in _names)
        {
            var at = text[..first].IndexOf(name);
            first = at < 0 ? first : at;
        }

        return first;
    }

    private static ReadOnlyMemory<byte> Replace(ReadOnlySpan<byte> content, List<Range> values)
    {
        var kept = new ArrayBufferWriter<byte>(content.Length);
        var from = 0;
        foreach (var value in values)
        {
            kept.Write(content[from..value.Start.Value]);
            kept.Write("null"u8);
            from = value.End.Value;
        }

        kept.Write(content[from..]);
        return kept.WrittenMemory;
    }
}
