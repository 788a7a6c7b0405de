using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>
/// Reads the bodies of <c>/v2/events</c> and <c>/v2/bulkevents</c> and holds them against the limits of the mParticle
/// documentation. Strict where mParticle may be lenient: a batch over a limit is an error here, because a sender's test
/// should see it.
/// </summary>
internal static class FeedBatchReader
{
    public const int MaxRequestBytes = 256 * 1024;
    public const int MaxBatchBytes = 128 * 1024;
    public const int MaxBatches = 100;
    public const int MaxAttributes = 100;
    public const int MaxNameLength = 256;
    public const int MaxValueLength = 4096;
    public const int MaxListEntries = 1000;
    public const int MaxListEntryLength = 512;

    /// <summary>The batches of a body, or the status and the message of its refusal.</summary>
    public static (int Status, string Error)? TryRead(ReadOnlyMemory<byte> body, bool bulk, List<FeedBatch> batches)
    {
        if (body.Length > MaxRequestBytes)
        {
            return (413, $"The request has more than {MaxRequestBytes} bytes.");
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (!bulk)
            {
                return ReadBatch(root, "", batches);
            }

            if (root.ValueKind != JsonValueKind.Array)
            {
                return (400, "The body must be an array of batches.");
            }

            if (root.GetArrayLength() > MaxBatches)
            {
                return (400, $"There are {root.GetArrayLength()} batches; at most {MaxBatches} are allowed.");
            }

            var index = 0;
            foreach (var element in root.EnumerateArray())
            {
                if (ReadBatch(element, string.Create(CultureInfo.InvariantCulture, $"[{index++}]: "), batches) is { } refusal)
                {
                    return refusal;
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return (400, "The body is not JSON.");
        }
        catch (InvalidOperationException)
        {
            return (400, "The body holds text that is not UTF-8, or half of a surrogate pair.");
        }
    }

    private static (int Status, string Error)? ReadBatch(JsonElement batch, string where, List<FeedBatch> batches)
    {
        if (batch.ValueKind != JsonValueKind.Object)
        {
            return (400, where + "A batch must be a JSON object.");
        }

        if (Encoding.UTF8.GetByteCount(batch.GetRawText()) > MaxBatchBytes)
        {
            return (413, where + $"The batch has more than {MaxBatchBytes} bytes.");
        }

        if (!TryReadMpid(batch, out var mpid))
        {
            return (400, where + "\"mpid\" must be a 64-bit integer that is not 0; this emulator knows users by it alone.");
        }

        var development = false;
        if (batch.TryGetProperty("environment"u8, out var environment) && environment.ValueKind != JsonValueKind.Null)
        {
            var text = environment.ValueKind == JsonValueKind.String ? environment.GetString() : null;
            development = string.Equals(text, "development", StringComparison.OrdinalIgnoreCase);
            if (!development && !string.Equals(text, "production", StringComparison.OrdinalIgnoreCase))
            {
                return (400, where + "\"environment\" must be production or development.");
            }
        }

        if (batch.TryGetProperty("events"u8, out var events) && events.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            return (400, where + "\"events\" must be an array.");
        }

        string? requestId = null;
        if (batch.TryGetProperty("source_request_id"u8, out var id) && id.ValueKind != JsonValueKind.Null)
        {
            if (id.ValueKind != JsonValueKind.String)
            {
                return (400, where + "\"source_request_id\" must be text.");
            }

            requestId = id.GetString() is { Length: > 0 } text ? text : null;
        }

        var changes = new List<KeyValuePair<string, string?>>();
        if (ReadAttributes(batch, where, changes) is { } refusal)
        {
            return refusal;
        }

        batches.Add(new FeedBatch(mpid, development, changes, requestId));
        return null;
    }

    private static bool TryReadMpid(JsonElement batch, out long mpid)
    {
        mpid = 0;
        return batch.TryGetProperty("mpid"u8, out var element)
            && (element.ValueKind switch
            {
                JsonValueKind.Number => element.TryGetInt64(out mpid),
                JsonValueKind.String => long.TryParse(
                    element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out mpid),
                _ => false,
            })
            && mpid != 0;
    }

    private static (int Status, string Error)? ReadAttributes(JsonElement batch, string where, List<KeyValuePair<string, string?>> changes)
    {
        if (batch.TryGetProperty("user_attributes"u8, out var attributes) && attributes.ValueKind != JsonValueKind.Null)
        {
            if (attributes.ValueKind != JsonValueKind.Object)
            {
                return (400, where + "\"user_attributes\" must be an object.");
            }

            foreach (var attribute in attributes.EnumerateObject())
            {
                if (CheckName(attribute.Name) is { } nameError)
                {
                    return (400, where + nameError);
                }

                if (CheckValue(attribute.Value) is { } valueError)
                {
                    return (400, where + valueError);
                }

                changes.Add(new(attribute.Name, attribute.Value.GetRawText()));
            }

            if (changes.Count > MaxAttributes)
            {
                return (400, where + $"There are {changes.Count} user attributes; at most {MaxAttributes} are allowed.");
            }
        }

        if (batch.TryGetProperty("deleted_user_attributes"u8, out var deleted) && deleted.ValueKind != JsonValueKind.Null)
        {
            if (deleted.ValueKind != JsonValueKind.Array)
            {
                return (400, where + "\"deleted_user_attributes\" must be an array of names.");
            }

            foreach (var name in deleted.EnumerateArray())
            {
                if (name.ValueKind != JsonValueKind.String)
                {
                    return (400, where + "\"deleted_user_attributes\" must be an array of names.");
                }

                changes.Add(new(name.GetString()!, null));
            }
        }

        return null;
    }

    private static string? CheckName(string name) => name.Length switch
    {
        0 => "A user attribute has no name.",
        > MaxNameLength => $"The name of a user attribute has {name.Length} characters; at most {MaxNameLength} are allowed.",
        _ => null,
    };

    private static string? CheckValue(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return "The value of a user attribute is an object; text, a number, a boolean, null or a list of texts is allowed.";
            case JsonValueKind.Array:
                if (value.GetArrayLength() > MaxListEntries)
                {
                    return $"A list has {value.GetArrayLength()} entries; at most {MaxListEntries} are allowed.";
                }

                foreach (var entry in value.EnumerateArray())
                {
                    if (entry.ValueKind != JsonValueKind.String || entry.GetString()!.Length > MaxListEntryLength)
                    {
                        return $"An entry of a list must be text of at most {MaxListEntryLength} characters.";
                    }
                }

                return null;
            case JsonValueKind.String when value.GetString()!.Length > MaxValueLength:
                return $"The value of a user attribute has more than {MaxValueLength} characters.";
            default:
                return null;
        }
    }
}
