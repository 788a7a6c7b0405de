using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>
/// Reads the bodies of <c>/v2/events</c> and <c>/v2/bulkevents</c> and checks the limits of the mParticle documentation.
/// A batch over a limit is an error, so that the test of a sender fails; mParticle may be more lenient.
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

    /// <summary>Reads the batches of a body. Returns status and error of an invalid body.</summary>
    public static (int Status, string Error)? TryRead(ReadOnlyMemory<byte> body, bool bulk, List<FeedBatch> batches)
    {
        try
        {
            Require(body.Length <= MaxRequestBytes, $"The request has more than {MaxRequestBytes} bytes.", 413);
            using var document = JsonDocument.Parse(body);
            if (bulk)
            {
                ReadBatches(document.RootElement, batches);
            }
            else
            {
                batches.Add(ReadBatch(document.RootElement));
            }

            return null;
        }
        catch (FeedRejection e)
        {
            return (e.Status, e.Message);
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

    private static void ReadBatches(JsonElement root, List<FeedBatch> batches)
    {
        Require(root.ValueKind == JsonValueKind.Array, "The body must be an array of batches.");
        Require(root.GetArrayLength() <= MaxBatches, $"There are {root.GetArrayLength()} batches; at most {MaxBatches} are allowed.");
        foreach (var element in root.EnumerateArray())
        {
            try
            {
                batches.Add(ReadBatch(element));
            }
            catch (FeedRejection e)
            {
                throw new FeedRejection(e.Status, string.Create(CultureInfo.InvariantCulture, $"[{batches.Count}]: {e.Message}"));
            }
        }
    }

    private static FeedBatch ReadBatch(JsonElement batch)
    {
        Require(batch.ValueKind == JsonValueKind.Object, "A batch must be a JSON object.");
        Require(Encoding.UTF8.GetByteCount(batch.GetRawText()) <= MaxBatchBytes, $"The batch has more than {MaxBatchBytes} bytes.", 413);
        Require(TryReadMpid(batch, out var mpid), "\"mpid\" must be a 64-bit integer that is not 0. The emulator knows users by it alone.");
        var environment = TryGet(batch, "environment", out var text) ? text.ToString() : "production";
        var development = environment.Equals("development", StringComparison.OrdinalIgnoreCase);
        Require(
            development || environment.Equals("production", StringComparison.OrdinalIgnoreCase), "\"environment\" must be production or development.");
        Require(!TryGet(batch, "events", out var events) || events.ValueKind == JsonValueKind.Array, "\"events\" must be an array.");
        var hasId = TryGet(batch, "source_request_id", out var id);
        Require(!hasId || id.ValueKind == JsonValueKind.String, "\"source_request_id\" must be text.");
        var requestId = hasId && id.GetString() is { Length: > 0 } given ? given : null;
        return new FeedBatch(mpid, development, ReadChanges(batch), requestId);
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

    private static List<KeyValuePair<string, string?>> ReadChanges(JsonElement batch)
    {
        var changes = new List<KeyValuePair<string, string?>>();
        if (TryGet(batch, "user_attributes", out var attributes))
        {
            Require(attributes.ValueKind == JsonValueKind.Object, "\"user_attributes\" must be an object.");
            foreach (var attribute in attributes.EnumerateObject())
            {
                CheckName(attribute.Name);
                CheckValue(attribute.Value);
                changes.Add(new(attribute.Name, attribute.Value.GetRawText()));
            }

            Require(changes.Count <= MaxAttributes, $"There are {changes.Count} user attributes; at most {MaxAttributes} are allowed.");
        }

        if (TryGet(batch, "deleted_user_attributes", out var deleted))
        {
            const string Problem = "\"deleted_user_attributes\" must be an array of names.";
            Require(deleted.ValueKind == JsonValueKind.Array, Problem);
            foreach (var name in deleted.EnumerateArray())
            {
                Require(name.ValueKind == JsonValueKind.String, Problem);
                changes.Add(new(name.GetString()!, null));
            }
        }

        return changes;
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
        {
            throw new FeedRejection(400, name.Length == 0
                ? "A user attribute has no name."
                : $"The name of a user attribute has {name.Length} characters; at most {MaxNameLength} are allowed.");
        }
    }

    private static void CheckValue(JsonElement value)
    {
        var problem = value.ValueKind switch
        {
            JsonValueKind.Object => "The value of a user attribute is an object; text, a number, a boolean, null or a list of texts is allowed.",
            JsonValueKind.Array when value.GetArrayLength() > MaxListEntries => $"A list has {value.GetArrayLength()} entries; at most {MaxListEntries} are allowed.",
            JsonValueKind.Array when value.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.String || entry.GetString()!.Length > MaxListEntryLength) =>
                $"An entry of a list must be text of at most {MaxListEntryLength} characters.",
            JsonValueKind.String when value.GetString()!.Length > MaxValueLength => $"The value of a user attribute has more than {MaxValueLength} characters.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new FeedRejection(400, problem);
        }
    }

    /// <summary>Gets a property. Returns false when it is absent or null.</summary>
    private static bool TryGet(JsonElement batch, string name, out JsonElement value) =>
        batch.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static void Require(bool condition, string problem, int status = 400)
    {
        if (!condition)
        {
            throw new FeedRejection(status, problem);
        }
    }
}
