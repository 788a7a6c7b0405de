using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vidora.Integration.Mapping;
using Vidora.Integration.Mapping.Explaining;

namespace Vidora.Integration.Tests.Mapping.Explaining;

/// <summary>One explained document. What holds for every explanation is checked here, for every test that explains anything.</summary>
internal sealed class Explained
{
    /// <summary>What is made of what is there, and not of a value.</summary>
    private static readonly string[] _computed = ["product_index", "product_count", "change", "deleted", "attribute_name", "platform", "environment"];

    /// <summary>Where values are copied, so that the recorded source can be compared with the document.</summary>
    private static readonly string[] _copies = ["custom attributes", "product attributes", "user attributes", "app", "device", "product", "promotion"];

    private Explained(MappingExplanation explanation) => Explanation = explanation;

    public MappingExplanation Explanation { get; }

    public static Explained Of(string json, VidoraMappingOptions? options = null, int? eventIndex = null) =>
        Of(Encoding.UTF8.GetBytes(json), options, eventIndex);

    public static Explained Of(ReadOnlyMemory<byte> json, VidoraMappingOptions? options = null, int? eventIndex = null)
    {
        var explanation = new MappingExplainer(options).Explain(json, eventIndex: eventIndex);
        CheckEvents(explanation, json, options, eventIndex);
        CheckFields(explanation, json, eventIndex);
        return new Explained(explanation);
    }

    /// <summary>The paths that a field of an event comes from.</summary>
    public string SourcesOf(string name, int @event = 0) =>
        string.Join(' ', Explanation.Events[@event].Fields.Single(field => field.Name == name).Sources);

    public string RuleOf(string name) => Explanation.Events[0].Fields.Single(field => field.Name == name).Rule;

    /// <summary>Why a field is in no event; null when it is in one.</summary>
    public NotForwardedReason? ReasonFor(string path)
    {
        var found = Explanation.NotForwarded.Where(field => field.Path == path).ToList();
        return found.Count == 0 ? null : found[0].Kind;
    }

    public FieldNotForwarded NotForwarded(string path) => Explanation.NotForwarded.Single(field => field.Path == path);

    /// <summary>The events are the mapper's, and each of their fields has a source, or is computed.</summary>
    private static void CheckEvents(MappingExplanation explanation, ReadOnlyMemory<byte> json, VidoraMappingOptions? options, int? eventIndex)
    {
        var mapped = new MParticleEventMapper(options).Map(MappedBatch.Read(json));
        var input = eventIndex is null ? null : $"events[{eventIndex}]";
        if (input is null)
        {
            Assert.That(explanation.Events.Select(@event => @event.Event.ToString()), Is.EqualTo(mapped.Events.Select(@event => @event.ToString())));
            Assert.That(explanation.Issues, Is.EqualTo(mapped.Issues));
        }

        foreach (var @event in explanation.Events)
        {
            Assert.That(@event.InputPath, input is null ? Does.Match(@"^(events|system_notifications)\[\d+\]$") : Is.EqualTo(input));
            Assert.That(@event.Fields.Select(field => field.Name), Is.EqualTo(@event.Event.Names));
            foreach (var field in @event.Fields)
            {
                Assert.That(field.Value, Is.EqualTo(@event.Event[field.Name]!.Value));
                Assert.That(field.Rule, Is.Not.Empty);
                Assert.That(field.Sources.Count > 0 || _computed.Contains(field.Name), Is.True, () => $"{field.Name} of {@event.Event} comes from nowhere");
            }
        }
    }

    /// <summary>Each field of the document is in one of the lists and not in both, and no other path is in any.</summary>
    private static void CheckFields(MappingExplanation explanation, ReadOnlyMemory<byte> json, int? eventIndex)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        var fields = new List<(string Path, JsonElement Value)>();
        Collect("", document.RootElement, fields);
        if (eventIndex is not null)
        {
            fields.RemoveAll(field => IsOfAnotherEvent(field.Path, eventIndex.Value));
        }

        // A name that comes twice is two fields of one path.
        var once = fields.GroupBy(field => field.Path).Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single().Value);
        var sources = explanation.Events.SelectMany(@event => @event.Fields).SelectMany(field => field.Sources).ToHashSet();
        var others = explanation.NotForwarded.Select(field => field.Path).ToList();
        Assert.That(sources.Concat(others).Distinct().Order(StringComparer.Ordinal), Is.EqualTo(fields.Select(field => field.Path).Distinct().Order(StringComparer.Ordinal)));
        Assert.That(sources.Intersect(others).Where(once.ContainsKey), Is.Empty);
        Assert.That(others.Where(once.ContainsKey), Is.Unique);
        foreach (var field in explanation.Events.SelectMany(@event => @event.Fields).Where(field => _copies.Contains(field.Group) && field.Sources.Count == 1))
        {
            if (once.TryGetValue(field.Sources[0], out var value) && value.ValueKind is not JsonValueKind.Array and not JsonValueKind.Object and not JsonValueKind.Null && field.Value.ToString() is not ['{' or '[', ..])
            {
                Assert.That(field.Value.ToString(), Is.EqualTo(TextOf(value)).IgnoreCase, field.Sources[0]);
            }
        }
    }

    private static bool IsOfAnotherEvent(string path, int eventIndex) =>
        path.StartsWith("system_notifications[", StringComparison.Ordinal)
        || (path.StartsWith("events[", StringComparison.Ordinal) && !path.StartsWith($"events[{eventIndex}]", StringComparison.Ordinal));

    private static void Collect(string path, JsonElement element, List<(string Path, JsonElement Value)> fields)
    {
        var isEventList = path is "events" or "system_notifications";
        if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())
        {
            foreach (var member in element.EnumerateObject())
            {
                Collect(path + Step(member.Name, path.Length == 0), member.Value, fields);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(item => isEventList || item.ValueKind is JsonValueKind.Array or JsonValueKind.Object))
        {
            var i = 0;
            foreach (var item in element.EnumerateArray())
            {
                Collect(string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), item, fields);
            }
        }
        else
        {
            fields.Add((path, element));
        }
    }

    private static string Step(string name, bool isFirst) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "_-$:".Contains(c, StringComparison.Ordinal))
            ? (isFirst ? "" : ".") + name
            : $"[\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"]";

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            // Half a character: what the mapper makes of it is checked elsewhere.
            return JsonText(value.GetRawText());
        }
    }

    private static string JsonText(string raw) => Vidora.Integration.Json.JsonText.Decode(Encoding.UTF8.GetBytes(raw.Trim('"')));
}
