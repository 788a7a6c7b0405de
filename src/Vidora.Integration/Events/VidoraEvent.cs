using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>
/// Holds one event as Vidora receives it: user, type, time and any number of named scalars (Vidora Behavioral API,
/// <c>POST /v1/validate</c>). An event does not change after its initializer.
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

    /// <summary>The values of an event that is built by hand, until its JSON is asked for.</summary>
    private OrderedDictionary<string, VidoraValue>? _values;

    /// <summary>Builds an event.</summary>
    /// <param name="userId">The user: the MPID as decimal text, or an id that your Vidora account uses. Not empty.</param>
    /// <param name="type">The type, free text such as <c>click</c>. Not empty.</param>
    /// <param name="values">Further values. Default: none.</param>
    /// <exception cref="ArgumentException">Throws when the user or the type is empty, or a value cannot stand under its name.</exception>
    public VidoraEvent(string userId, string type, IEnumerable<KeyValuePair<string, VidoraValue>>? values = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ArgumentException.ThrowIfNullOrEmpty(type);
        _values = new(StringComparer.Ordinal) { ["user_id"] = userId, ["type"] = type };
        foreach (var (name, value) in values ?? [])
        {
            this[name] = value;
        }
    }

    private VidoraEvent(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>Gets the JSON object that is sent, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8Json
    {
        get
        {
            if (Volatile.Read(ref _values) is { } values)
            {
                lock (values)
                {
                    if (_values is not null)
                    {
                        _json = Write(values);
                        Volatile.Write(ref _values, null);
                    }
                }
            }

            return _json;
        }
    }

    /// <summary>Gets the user's id.</summary>
    public string UserId => this["user_id"]?.ToString() ?? "";

    /// <summary>Gets the type.</summary>
    public string Type => this["type"]?.ToString() ?? "";

    /// <summary>
    /// Gets the time; null when the event has none, so that Vidora takes the time of submission. Sent as whole seconds since
    /// 1970 in UTC, rounded down.
    /// </summary>
    public DateTimeOffset? Timestamp
    {
        get => this["timestamp"] is { Kind: VidoraValueKind.Integer } value
            && value.GetInt64() is >= -62_135_596_800 and <= 253_402_300_799 and var seconds
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        init => this["timestamp"] = value?.ToUnixTimeSeconds();
    }

    /// <summary>Gets the event's own id, which stays the same when the event is sent twice; null when it has none.</summary>
    public string? EventId
    {
        get => this["event_id"]?.ToString();
        init => this["event_id"] = value;
    }

    /// <summary>Gets the names of the values, in the order in which they are sent.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var names = new List<string>();
            var reader = new Utf8JsonReader(Utf8Json.Span);
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

    /// <summary>Gets the value of that name; null when the event has none. A null is not sent.</summary>
    /// <param name="name">The name, compared ordinally; not empty.</param>
    /// <exception cref="ArgumentException">Throws when the name is empty, or the value cannot stand under it.</exception>
    public VidoraValue? this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return Find(Encoding.UTF8.GetBytes(name), out var value) ? VidoraValue.FromJson(value) : (VidoraValue?)null;
        }

        init
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            var set = value.GetValueOrDefault();
            if (name is "user_id" or "type" && (set.Kind != VidoraValueKind.Text || set.GetText().Length == 0))
            {
                throw new ArgumentException($"\"{name}\" must be text that is not empty: every Vidora event has one.", nameof(value));
            }

            if (set.Kind is VidoraValueKind.List or VidoraValueKind.Map)
            {
                throw new ArgumentException($"\"{name}\" is a {set.Kind}. Use text, a number or a boolean: a Vidora event holds scalars.", nameof(value));
            }

            _values![name] = set;
        }
    }

    /// <summary>Reads an event from its JSON. Of a name that comes twice the first value counts.</summary>
    /// <param name="utf8Json">One JSON object. The event keeps this memory, which must not change.</param>
    /// <exception cref="FormatException">Throws when it is not one JSON object with a <c>user_id</c> and a <c>type</c>.</exception>
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

    /// <summary>Returns the JSON that is sent.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8Json.Span);

    /// <summary>Wraps JSON that this library wrote.</summary>
    internal static VidoraEvent FromTrustedJson(ReadOnlyMemory<byte> json) => new(json);

    private static byte[] Write(OrderedDictionary<string, VidoraValue> values)
    {
        var buffer = new Utf8Buffer();
        foreach (var (name, value) in values)
        {
            if (value.Kind != VidoraValueKind.Null)
            {
                buffer.Append((byte)(buffer.Length == 0 ? '{' : ','));
                JsonText.AppendString(buffer, name);
                buffer.Append((byte)':');
                JsonText.AppendUtf16(buffer, value.Json);
            }
        }

        buffer.Append((byte)'}');
        return buffer.ToArray();
    }

    private bool HasText(ReadOnlySpan<byte> name) => Find(name, out var value) && value is [(byte)'"', _, _, ..];

    private bool Find(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var json = Utf8Json.Span;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var matches = reader.ValueIsEscaped
                ? Encoding.UTF8.GetBytes(JsonText.Decode(reader.ValueSpan)).AsSpan().SequenceEqual(name)
                : reader.ValueSpan.SequenceEqual(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (matches)
            {
                value = json[start..(int)reader.BytesConsumed];
                return true;
            }
        }

        value = default;
        return false;
    }
}
