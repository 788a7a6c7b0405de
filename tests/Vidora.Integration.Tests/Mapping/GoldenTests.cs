using System.Text.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Whole documents and what they become, written by hand from the rules.</summary>
public sealed class GoldenTests
{
    [TestCaseSource(typeof(GoldenDocuments), nameof(GoldenDocuments.Names))]
    public void Map_Document_BecomesTheseEventsAndIssues(string name)
    {
        var mapped = MappedBatch.Of(Fixture.Read($"Mapping/{name}.input.json"), GoldenDocuments.All[name]);

        using var events = JsonDocument.Parse(Fixture.Read($"Mapping/{name}.events.json"));
        using var issues = JsonDocument.Parse(Fixture.Read($"Mapping/{name}.issues.json"));
        Assert.That(Canonical.Of(mapped.Events), Is.EqualTo(Canonical.Of(events.RootElement.EnumerateArray())));
        Assert.That(mapped.Issues, Is.EqualTo(issues.RootElement.EnumerateArray().Select(ToIssue)));
    }

    private static MappingIssue ToIssue(JsonElement issue) => new(
        Enum.Parse<MappingIssueCode>(issue.GetProperty("code").GetString()!),
        issue.GetProperty("event") is { ValueKind: JsonValueKind.Number } index ? index.GetInt32() : null,
        issue.GetProperty("path").GetString(),
        issue.GetProperty("not_forwarded").GetInt32());
}
