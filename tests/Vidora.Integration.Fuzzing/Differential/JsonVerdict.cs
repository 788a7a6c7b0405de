using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Vidora.Integration.Fuzzing.Differential;

/// <summary>
/// What a reader has to say about a document, found out by JsonDocument: exactly its verdict, with the depth of
/// <see cref="MParticleReadLimits.Default"/>, but for the intended differences. All of those go one way: what JsonDocument
/// refuses, every reader refuses. It asks for duplicate names as JsonDocument does by default: they are allowed.
/// </summary>
internal static class JsonVerdict
{
    private static readonly string[] _batchFields =
    [
        "events", "mpid", "user_attributes", "deleted_user_attributes", "user_identities", "device_info", "runtime_environment", "application_info", "source_info",
        "environment", "consent_state", "system_notifications", "context", "batch_context", "batch_id", "source_request_id", "partner_identities",
        "integration_attributes", "schema_version", "ip", "mp_deviceid", "device_application_stamp", "api_key", "attribution_info",
    ];

    private static readonly string[] _messageTypes =
    [
        "event_processing_request", "module_registration_request", "audience_subscription_request", "audience_membership_change_request", "dsr_processing_request",
    ];

    private static readonly IntendedDifference _notUtf8 = new(
        "JSON is UTF-8 (RFC 8259, 8.1). JsonDocument does not look inside of strings until they are asked for, and throws then.",
        (_, utf8) => !Utf8.IsValid(utf8.Span));

    private static readonly IntendedDifference _noObject = new(
        "A batch and a message are objects.", (root, _) => root.ValueKind != JsonValueKind.Object);

    private static readonly IntendedDifference _tooLarge = new(
        "A document has at most MParticleReadLimits.MaxDocumentBytes.", (_, utf8) => utf8.Length > MParticleReadLimits.Default.MaxDocumentBytes);

    private static readonly IntendedDifference _eventsNoList = new(
        "Events that are no list are no events that could be read past.",
        (root, _) => root.EnumerateObject().Any(
            member => member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && IsOneOf(member, ["events"])));

    /// <summary>The differences of <see cref="MParticleJson"/>.</summary>
    public static IReadOnlyList<IntendedDifference> Batches { get; } =
    [
        _notUtf8,
        _noObject,
        _tooLarge,
        _eventsNoList,
        new(
            "An object with members but none of a batch's is something else, such as a single event; an empty one is an empty batch.",
            (root, _) => root.EnumerateObject().Any() && !root.EnumerateObject().Any(member => IsOneOf(member, _batchFields))),
    ];

    /// <summary>The differences of <c>FirehoseJson</c>.</summary>
    public static IReadOnlyList<IntendedDifference> Messages { get; } =
    [
        _notUtf8,
        _noObject,
        _tooLarge,
        _eventsNoList,
        new(
            "A message says by its type what it is; the last type counts.",
            (root, _) => !_messageTypes.Contains(LastText(root, "type"), StringComparer.OrdinalIgnoreCase)),
    ];

    /// <summary>What JsonDocument makes of it; null when it is no JSON, or deeper than the limit.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, MParticleReadLimits? limits = null)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = (limits ?? MParticleReadLimits.Default).MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Why a reader has to refuse the document; null when it has to take it.</summary>
    public static string? Refusal(JsonDocument? document, ReadOnlyMemory<byte> utf8, IReadOnlyList<IntendedDifference> differences) =>
        document is null ? "It is no JSON." : differences.FirstOrDefault(difference => difference.AppliesTo(document.RootElement, utf8))?.Reason;

    /// <summary>Names and values in document order, duplicates included. Half of a surrogate pair is U+FFFD, as everywhere in this library.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in element.EnumerateObject())
        {
            yield return (NameOf(member), member.Value);
        }
    }

    /// <summary>The last member of that name; undefined when there is none.</summary>
    public static JsonElement Last(JsonElement element, params ReadOnlySpan<string> names)
    {
        var last = default(JsonElement);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                last = IsOneOf(member, names) ? member.Value : last;
            }
        }

        return last;
    }

    /// <summary>
    /// The value of a field with several names: the last one under each name, and of these the last that says something. So null
    /// under one name takes away what stands under the same name before it, and nothing under another.
    /// </summary>
    public static JsonElement LastOfAny(JsonElement element, params ReadOnlySpan<string> names)
    {
        var values = new (JsonElement Value, int Place)[names.Length];
        var place = 0;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                place++;
                for (var i = 0; i < names.Length; i++)
                {
                    values[i] = IsOneOf(member, [names[i]]) ? (member.Value, place) : values[i];
                }
            }
        }

        return values
            .Where(value => value.Value.ValueKind is not JsonValueKind.Undefined and not JsonValueKind.Null)
            .OrderBy(value => value.Place)
            .LastOrDefault().Value;
    }

    /// <summary>The text of a string.</summary>
    public static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Decode(text.GetRawText()[1..^1]);
        }
    }

    private static bool IsOneOf(JsonProperty member, ReadOnlySpan<string> names)
    {
        try
        {
            foreach (var name in names)
            {
                if (member.NameEquals(name))
                {
                    return true;
                }
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return names.Contains(NameOf(member));
        }
    }

    private static string? LastText(JsonElement root, string name)
    {
        var last = Last(root, name);
        return last.ValueKind == JsonValueKind.String ? TextOf(last) : null;
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // The raw text of a property begins with its name.
            return Decode(RawName(member.ToString()));
        }
    }

    private static string RawName(string raw)
    {
        var start = raw.IndexOf('"', StringComparison.Ordinal) + 1;
        var end = start;
        while (raw[end] != '"')
        {
            end += raw[end] == '\\' ? 2 : 1;
        }

        return raw[start..end];
    }

    /// <summary>Decodes the inside of a string that JsonDocument will not decode.</summary>
    private static string Decode(string escaped)
    {
        var units = new StringBuilder();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                units.Append(escaped[i]);
                continue;
            }

            i++;
            if (escaped[i] == 'u')
            {
                units.Append((char)Convert.ToUInt16(escaped.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                units.Append("\b\f\n\r\t"["bfnrt".IndexOf(escaped[i], StringComparison.Ordinal) is var control and >= 0 ? control..(control + 1) : ..0]);
                units.Append("\"\\/".Contains(escaped[i], StringComparison.Ordinal) ? escaped[i].ToString() : "");
            }
        }

        // The encoder replaces halves.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(units.ToString()));
    }
}
