using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Removes keys from received bytes before they are kept.</summary>
/// <remarks>
/// Firehose account settings contain customers' own keys, and other messages contain keys of mParticle's inputs. A name that contains
/// one of the names below counts too. The end of a value in broken JSON is unknown, so everything after the first such name goes.
/// </remarks>
internal static class ReceivedKeys
{
    private const int MaxDepth = 1000;

    private static readonly byte[][] _names = ["account_settings"u8.ToArray(), "api_key"u8.ToArray()];

    /// <summary>Returns the content with null for the values of these names.</summary>
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
                    // Added before the value is read, because the damage may be inside the value.
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
            // InvalidOperationException: half of a surrogate pair in a name.
            return false;
        }
    }

    private static bool IsKey(ref Utf8JsonReader reader)
    {
        var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        return FirstName(name) < name.Length;
    }

    /// <summary>Returns where the first name begins, or the length when there is none.</summary>
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
