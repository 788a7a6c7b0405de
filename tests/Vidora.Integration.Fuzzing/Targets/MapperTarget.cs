using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The mapper, with several options: any input gives Vidora events, and the counts add up.</summary>
internal sealed class MapperTarget : FuzzTarget
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private readonly (MParticleEventMapper Mapper, VidoraEventBuffer Buffer)[] _mappers =
    [
        .. new VidoraMappingOptions?[]
        {
            null,
            new() { ExcludePersonalData = true },
            new() { Environments = ["production", "development"], ExcludePersonalData = true },
            new() { EventTypes = ["custom_event", "commerce_event", "user_attribute_change"], Environments = ["development"] },
            new() { Platforms = ["ios", "web", "unknown"] },
        }.Select(options => (new MParticleEventMapper(options), new VidoraEventBuffer())),
    ];

    public override string Name => "mapper";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With([.. SeedDocuments.Batches, .. SeedDocuments.Messages], [0], [1]);

    public override int ControlBytes => 1;

    public override bool Run(byte[] input)
    {
        var document = MParticleDocuments.Read(input.AsMemory(Math.Min(input.Length, ControlBytes))).FirstOrDefault();
        if (document is null || !document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
        {
            return false;
        }

        return Check(batch, input.Length > 0 ? input[0] : 0);
    }

    /// <summary>Maps a batch with one of the options and holds what comes out against the laws.</summary>
    /// <returns>Whether there is an event.</returns>
    public bool Check(MParticleBatch batch, int options)
    {
        var (mapper, buffer) = _mappers[options % _mappers.Length];
        var result = mapper.Map(batch);
        foreach (var @event in result.Events)
        {
            Check(@event.Utf8Json);
        }

        CheckCounts(batch, result);
        buffer.Clear();
        mapper.Map(batch, buffer);
        CheckBuffer(result, buffer);
        return result.Events.Count > 0;
    }

    private static void Check(ReadOnlyMemory<byte> json)
    {
        FuzzViolationException.Unless(Utf8.IsValid(json.Span), "An event is not UTF-8.");
        using var document = Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            // Both readings throw on half a character.
            FuzzViolationException.Unless(property.Name.Length > 0, "An event has a field without a name.");
            FuzzViolationException.Unless(
                property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString() is not null,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
                    _ => false,
                },
                "A field of an event is no scalar.");
        }

        foreach (var name in (ReadOnlySpan<string>)["user_id", "type"])
        {
            FuzzViolationException.Unless(
                document.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString()!.Length > 0,
                $"An event has no {name}.");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, _strict);
        }
        catch (JsonException e)
        {
            throw new FuzzViolationException($"An event is no strict JSON: {e.Message}", e);
        }
    }

    private static void CheckCounts(MParticleBatch batch, MappingResult result)
    {
        FuzzViolationException.Unless(result.InputEvents == batch.Events.Count + batch.SystemNotifications.Count, "Input events are miscounted.");
        FuzzViolationException.Unless(
            result.ForwardedInputEvents + result.Issues.Sum(issue => issue.NotForwardedEvents) == result.InputEvents, "The counts do not add up.");
        FuzzViolationException.Unless(
            result.ForwardedInputEvents == 0 ? result.Events.Count == 0 : result.Events.Count >= result.ForwardedInputEvents, "Forwarded events are miscounted.");
        var refused = result.Issues.Where(issue => issue.NotForwardedEvents > 0 && issue.EventIndex is not null).Select(issue => issue.EventIndex).ToList();
        FuzzViolationException.Unless(refused.Count == refused.Distinct().Count(), "An event has two reasons not to be forwarded.");
    }

    private static void CheckBuffer(MappingResult result, VidoraEventBuffer buffer)
    {
        var rest = buffer.Utf8JsonArray.Span;
        var separator = (byte)'[';
        foreach (var @event in result.Events)
        {
            var json = @event.Utf8Json.Span;
            FuzzViolationException.Unless(rest[0] == separator && rest[1..].StartsWith(json), "The buffer holds another event.");
            rest = rest[(json.Length + 1)..];
            separator = (byte)',';
        }

        FuzzViolationException.Unless(rest.SequenceEqual(result.Events.Count == 0 ? "[]"u8 : "]"u8), "The buffer does not end with its events.");
        FuzzViolationException.Unless(buffer.Issues.SequenceEqual(result.Issues), "The buffer has other issues.");
        FuzzViolationException.Unless(
            (buffer.Count, buffer.InputEvents, buffer.ForwardedInputEvents) == (result.Events.Count, result.InputEvents, result.ForwardedInputEvents),
            "The buffer counts otherwise.");
    }
}
