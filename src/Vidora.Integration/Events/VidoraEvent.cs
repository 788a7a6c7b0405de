using System.Text.Json;
using System.Text.Unicode;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>
/// One event as Vidora receives it: who (<see cref="UserId"/>), what (<see cref="Type"/>), when
/// (<see cref="Timestamp"/>), and any number of named scalar values (Vidora Behavioral API, <c>POST /v1/validate</c>).
/// Holds the UTF-8 JSON that is sent and decodes on access, whether it came from the mapper or was built by hand.
/// </summary>
/// <example>
/// <code>
/// var purchase = new VidoraEvent("-7346244611012968789", "purchase")
/// {
///     Timestamp = time.GetUtcNow(),
///     ["item_id"] = "sku-1",
///     ["product_price"] = 19.90m,
/// };
/// </code>
/// </example>
public sealed class VidoraEvent
{
    private ReadOnlyMemory<byte> _json;

    /// <summary>Starts an event by hand. Add values through the indexer.</summary>
    /// <param name="userId">Who did it: the MPID as decimal text, or any id your Vidora account uses. Not empty.</param>
    /// <param name="type">What was done, free text such as <c>click</c>. Not empty.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public VidoraEvent(string userId, string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentException.ThrowIfNullOrEmpty(type);
        var buffer = new Utf8Buffer();
        buffer.Append("{\"user_id\":"u8);
        JsonText.AppendString(buffer, userId);
        buffer.Append(",\"type\":"u8);
        JsonText.AppendString(buffer, type);
        buffer.Append((byte)'}');
        _json = buffer.ToArray();
    }

    private VidoraEvent(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>The JSON object that is sent, UTF-8, compact. Valid until the event is changed.</summary>
    public ReadOnlyMemory<byte> Utf8Json => _json;

    /// <summary>The id of who did it.</summary>
    public string UserId => Find("user_id"u8, out var value) ? ToValue(value).ToString() : "";

    /// <summary>The kind of event.</summary>
    public string Type => Find("type"u8, out var value) ? ToValue(value).ToString() : "";

    /// <summary>
    /// When it happened; null when the event has no time (Vidora then takes the time of submission). Sent as whole
    /// seconds since 1970 in UTC, rounded down.
    /// </summary>
    public DateTimeOffset? Timestamp
    {
        get => this["timestamp"] is { Kind: VidoraValueKind.Integer } value
            && value.GetInt64() is >= -62_135_596_800 and <= 253_402_300_799
                ? DateTimeOffset.FromUnixTimeSeconds(value.GetInt64())
                : null;
        init => this["timestamp"] = value is { } time ? time.ToUnixTimeSeconds() : (VidoraValue?)null;
    }

    /// <summary>The event's own id, which stays the same when it is sent twice; null when it has none. Our choice of name.</summary>
    public string? EventId
    {
        get => this["event_id"]?.ToString();
        init => this["event_id"] = value is null ? (VidoraValue?)null : value;
    }

    /// <summary>The names of the event's values, in the order in which they are sent.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var names = new List<string>();
            var reader = new Utf8JsonReader(_json.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                names.Add(JsonText.Decode(reader.ValueSpan));
                reader.Read();
                reader.Skip();
            }

            return names;
        }
    }

    /// <summary>
    /// The value of that name; null when the event has none. Setting replaces the value or adds it at the end; setting
    /// null removes it. <c>user_id</c> and <c>type</c> can be replaced by other text, not removed.
    /// </summary>
    /// <param name="name">The name, compared ordinally; not empty.</param>
    /// <exception cref="ArgumentException">The name is empty, or the value cannot stand under it.</exception>
    public VidoraValue? this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return Find(Encoding.UTF8.GetBytes(name), out var value) ? ToValue(value) : (VidoraValue?)null;
        }

        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            if (name is "user_id" or "type" && (value is not { Kind: VidoraValueKind.Text } text || text.GetText().Length == 0))
            {
                throw new ArgumentException($"\"{name}\" must be text that is not empty: every Vidora event has one.", nameof(value));
            }

            Replace(name, value);
        }
    }

    /// <summary>
    /// Reads an event back from its JSON, such as a line that <see cref="Utf8Json"/> was written to. Of a name that comes twice,
    /// which nothing of this library writes, the first one counts.
    /// </summary>
    /// <param name="utf8Json">One JSON object. The event keeps this memory; it must not change.</param>
    /// <exception cref="FormatException">It is not one JSON object with a <c>user_id</c> and a <c>type</c>.</exception>
    public static VidoraEvent Parse(ReadOnlyMemory<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json.Span))
        {
            throw new FormatException("A Vidora event is JSON; this is not UTF-8 text.");
        }

        try
        {
            var reader = new Utf8JsonReader(utf8Json.Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("A Vidora event is a JSON object.");
            }

            // The second throws when more than white space follows.
            reader.Skip();
            reader.Read();
        }
        catch (JsonException e)
        {
            throw new FormatException($"A Vidora event is a JSON object; this is not JSON at byte {e.BytePositionInLine ?? 0}.");
        }

        var parsed = new VidoraEvent(utf8Json);
        if (!parsed.HasText("user_id"u8) || !parsed.HasText("type"u8))
        {
            throw new FormatException("A Vidora event has a \"user_id\" and a \"type\", both text; one of them is missing.");
        }

        return parsed;
    }

    /// <summary>The JSON that is sent.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_json.Span);

    /// <summary>Wraps JSON that this library has written itself.</summary>
    internal static VidoraEvent FromTrustedJson(ReadOnlyMemory<byte> json) => new(json);

    internal static VidoraValue ToValue(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'"' => JsonText.Decode(json[1..^1]),
        (byte)'t' => true,
        (byte)'f' => false,
        (byte)'{' or (byte)'[' or (byte)'n' => Encoding.UTF8.GetString(json),
        _ => VidoraValue.FromNumber(Encoding.UTF8.GetString(json)),
    };

    private bool HasText(ReadOnlySpan<byte> name) => Find(name, out var value) && value is [(byte)'"', _, _, ..];

    private bool Find(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var found = Locate(name, out _, out var valueStart, out var end);
        value = found ? _json.Span[valueStart..end] : default;
        return found;
    }

    private bool Locate(ReadOnlySpan<byte> name, out int nameStart, out int valueStart, out int end)
    {
        var reader = new Utf8JsonReader(_json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var matches = reader.ValueIsEscaped
                ? Encoding.UTF8.GetBytes(JsonText.Decode(reader.ValueSpan)).AsSpan().SequenceEqual(name)
                : reader.ValueSpan.SequenceEqual(name);
            nameStart = (int)reader.TokenStartIndex;
            reader.Read();
            valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (matches)
            {
                end = (int)reader.BytesConsumed;
                return true;
            }
        }

        nameStart = valueStart = end = 0;
        return false;
    }

    private void Replace(string name, VidoraValue? value)
    {
        var json = _json.Span;
        var buffer = new Utf8Buffer(json.Length + 64);
        if (Locate(Encoding.UTF8.GetBytes(name), out var nameStart, out var valueStart, out var end))
        {
            if (value is not null)
            {
                buffer.Append(json[..valueStart]);
                value.Value.AppendTo(buffer);
                buffer.Append(json[end..]);
            }
            else if (json[..nameStart].TrimEnd(" \t\r\n"u8) is [.. var before, (byte)','])
            {
                buffer.Append(before);
                buffer.Append(json[end..]);
            }
            else
            {
                // The first of several: user_id and type cannot be removed, so a comma follows.
                buffer.Append(json[..nameStart]);
                buffer.Append(json[(end + json[end..].IndexOf((byte)',') + 1)..]);
            }
        }
        else if (value is null)
        {
            return;
        }
        else
        {
            buffer.Append(json[..json.LastIndexOf((byte)'}')]);
            buffer.Append((byte)',');
            JsonText.AppendString(buffer, name);
            buffer.Append((byte)':');
            value.Value.AppendTo(buffer);
            buffer.Append((byte)'}');
        }

        _json = buffer.ToArray();
    }
}
