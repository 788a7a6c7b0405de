using System.Text.Json;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Fuzzing.Differential;

/// <summary>Holds what the models say against what JsonDocument says of the same document.</summary>
internal static class AttributeComparison
{
    /// <summary>The parts of a batch that are kept as they came: user attributes, the events' attributes, the MPID.</summary>
    /// <param name="batch">What a reader made of the document.</param>
    /// <param name="root">What JsonDocument made of it.</param>
    /// <param name="isMessage">Whether it is a Firehose message, whose events hold their fields themselves.</param>
    public static void Check(MParticleBatch batch, JsonElement root, bool isMessage)
    {
        Check(batch.UserAttributes, "user_attributes", JsonVerdict.Last(root, "user_attributes"), JsonVerdict.Last(root, "user_attribute_lists"));
        var mpid = JsonVerdict.Last(root, "mpid");
        if (mpid.ValueKind == JsonValueKind.Number && mpid.TryGetInt64(out var number))
        {
            FuzzViolationException.Unless((batch.Mpid ?? 0) == number, $"The MPID is {batch.Mpid}, in the document {number}.");
        }

        var events = JsonVerdict.Last(root, "events");
        var count = events.ValueKind == JsonValueKind.Array ? events.GetArrayLength() : 0;
        FuzzViolationException.Unless(batch.Events.Count == count, $"There are {batch.Events.Count} events, in the document {count}.");
        for (var i = 0; i < count; i++)
        {
            if (batch.Events[i].CustomAttributes is { } attributes)
            {
                var fields = isMessage ? events[i] : JsonVerdict.Last(events[i], "data");
                Check(attributes, "custom_attributes", JsonVerdict.LastOfAny(fields, "custom_attributes", "attributes"), default);
            }
        }
    }

    private static void Check(MParticleAttributes? attributes, string what, params ReadOnlySpan<JsonElement> maps)
    {
        var expected = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var map in maps)
        {
            foreach (var (name, value) in JsonVerdict.Members(map))
            {
                expected[name] = value;
            }
        }

        FuzzViolationException.Unless(
            (attributes?.Count ?? 0) == expected.Count, $"There are {attributes?.Count} {what}, in the document {expected.Count}.");
        foreach (var (name, value) in expected)
        {
            FuzzViolationException.Unless(attributes!.TryGetValue(name, out var found), $"One of the {what} is not found by its name.");
            FuzzViolationException.Unless(found.Json == value.GetRawText(), $"One of the {what} is {found.Json}, in the document {value.GetRawText()}.");
            FuzzViolationException.Unless(found.Kind == KindOf(value), $"One of the {what} is {found.Kind}, in the document {value.ValueKind}.");
            if (value.ValueKind == JsonValueKind.String)
            {
                FuzzViolationException.Unless(found.ToString() == JsonVerdict.TextOf(value), $"The text of one of the {what} is not that of the document.");
            }

            if (value.ValueKind == JsonValueKind.Array)
            {
                FuzzViolationException.Unless(found.Items.Count == value.GetArrayLength(), $"One of the {what} has another length than in the document.");
            }
        }
    }

    private static VidoraValueKind KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => VidoraValueKind.Text,
        JsonValueKind.Number => value.TryGetInt64(out _) ? VidoraValueKind.Integer : VidoraValueKind.Float,
        JsonValueKind.True or JsonValueKind.False => VidoraValueKind.Boolean,
        JsonValueKind.Array => VidoraValueKind.List,
        JsonValueKind.Object => VidoraValueKind.Map,
        _ => VidoraValueKind.Null,
    };
}
