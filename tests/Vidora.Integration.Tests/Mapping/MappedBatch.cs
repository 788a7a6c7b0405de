using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>
/// One document on the whole way: bytes, reader, mapper, the JSON of the events. What holds for every output is checked
/// here, for every test that maps anything.
/// </summary>
internal sealed class MappedBatch
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private MappedBatch(MappingResult result, JsonElement[] events)
    {
        Result = result;
        Events = events;
    }

    public MappingResult Result { get; }

    public IReadOnlyList<JsonElement> Events { get; }

    public IReadOnlyList<MappingIssue> Issues => Result.Issues;

    /// <summary>The only event there is.</summary>
    public JsonElement Single
    {
        get
        {
            Assert.That(Events, Has.Count.EqualTo(1), () => string.Join(", ", Issues));
            return Events[0];
        }
    }

    public static MappedBatch Of(string json, VidoraMappingOptions? options = null) => Of(Encoding.UTF8.GetBytes(json), options);

    public static MappedBatch Of(ReadOnlyMemory<byte> utf8, VidoraMappingOptions? options = null) => Of(Read(utf8), options);

    public static MappedBatch Of(MParticleBatch batch, VidoraMappingOptions? options = null)
    {
        var mapper = new MParticleEventMapper(options);
        var result = mapper.Map(batch);
        var events = result.Events.Select(@event => Check(@event.Utf8Json)).ToArray();
        CheckCounts(batch, result);
        CheckBuffer(mapper, batch, result);
        return new MappedBatch(result, events);
    }

    public static MParticleBatch Read(ReadOnlyMemory<byte> utf8)
    {
        var document = MParticleDocuments.Read(utf8).Single();
        Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error), Is.True, () => error!.Message);
        return batch!;
    }

    /// <summary>The value of a field of the only event: the text, or the JSON of what is no text; null when there is none.</summary>
    public string? this[string name] => Value(Single, name);

    public static string? Value(JsonElement @event, string name) =>
        !@event.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    public void Yields(params string[] expected)
    {
        Assert.That(Canonical.Of(Events), Is.EqualTo(string.Join('\n', expected.Select(Canonical.Of))));
    }

    /// <summary>These events, and nothing to report.</summary>
    public void YieldsOnly(params string[] expected)
    {
        Yields(expected);
        Assert.That(Issues, Is.Empty);
    }

    /// <summary>No event, and this the only thing to report.</summary>
    public void IsRefused(MappingIssueCode code, int? index, int count)
    {
        Assert.That(Events, Is.Empty);
        Assert.That(Issues.Select(issue => (issue.Code, issue.EventIndex, issue.NotForwardedEvents)), Is.EqualTo(new[] { (code, index, count) }));
    }

    /// <summary>This the only thing to report, and a mere remark.</summary>
    public void HasRemark(MappingIssueCode code, int? index, string? path = null)
    {
        Assert.That(
            Issues.Select(issue => (issue.Code, issue.EventIndex, path is null ? null : issue.Path, issue.NotForwardedEvents)),
            Is.EqualTo(new[] { (code, index, path, 0) }));
    }

    /// <summary>One event not forwarded, for this reason.</summary>
    public void HasRefusal(MappingIssueCode code, int? index)
    {
        var refusals = Issues.Where(issue => issue.NotForwardedEvents > 0).Select(issue => (issue.Code, issue.EventIndex, issue.NotForwardedEvents));
        Assert.That(refusals, Is.EqualTo(new[] { (code, index, 1) }));
    }

    private static JsonElement Check(ReadOnlyMemory<byte> json)
    {
        Assert.That(Utf8.IsValid(json.Span), Is.True);
        using var document = JsonDocument.Parse(json, _strict);
        var root = document.RootElement.Clone();
        foreach (var property in root.EnumerateObject())
        {
            // Both readings throw on half a character.
            Assert.That(property.Name, Is.Not.Empty);
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.String:
                    Assert.That(property.Value.GetString(), Is.Not.Null);
                    break;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    break;
                default:
                    Assert.Fail($"{property.Name} is no scalar.");
                    break;
            }
        }

        Assert.That(root.GetProperty("user_id").GetString(), Is.Not.Empty);
        Assert.That(root.GetProperty("type").GetString(), Is.Not.Empty);
        return root;
    }

    private static void CheckCounts(MParticleBatch batch, MappingResult result)
    {
        Assert.That(result.InputEvents, Is.EqualTo(batch.Events.Count + batch.SystemNotifications.Count));
        Assert.That(result.ForwardedInputEvents + result.Issues.Sum(issue => issue.NotForwardedEvents), Is.EqualTo(result.InputEvents));
        Assert.That(result.Events, result.ForwardedInputEvents == 0 ? Is.Empty : Has.Count.AtLeast(result.ForwardedInputEvents));
        var refused = result.Issues.Where(issue => issue.NotForwardedEvents > 0 && issue.EventIndex is not null).Select(issue => issue.EventIndex).ToList();
        Assert.That(refused, Is.Unique);
    }

    /// <summary>The other way of mapping, into memory that is used again, is the same.</summary>
    private static void CheckBuffer(MParticleEventMapper mapper, MParticleBatch batch, MappingResult result)
    {
        var buffer = new VidoraEventBuffer();
        mapper.Map(batch, buffer);
        buffer.Clear();
        mapper.Map(batch, buffer);
        var array = "[" + string.Join(',', result.Events.Select(@event => @event.ToString())) + "]";
        Assert.That(Encoding.UTF8.GetString(buffer.Utf8JsonArray.Span), Is.EqualTo(array));
        Assert.That(buffer.Issues, Is.EqualTo(result.Issues));
        Assert.That((buffer.Count, buffer.InputEvents, buffer.ForwardedInputEvents), Is.EqualTo((result.Events.Count, result.InputEvents, result.ForwardedInputEvents)));
    }
}
