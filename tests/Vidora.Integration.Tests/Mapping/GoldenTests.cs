using System.Text.Json;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Whole documents and what they become, written by hand from the rules.</summary>
public sealed class GoldenTests
{
    [TestCase("screen-view")]
    [TestCase("purchase")]
    [TestCase("purchase-firehose")]
    [TestCase("promotions-and-impressions")]
    [TestCase("promotions-and-impressions-firehose")]
    [TestCase("lifecycle")]
    [TestCase("lifecycle-firehose")]
    [TestCase("changes")]
    [TestCase("changes-without-personal-data", true)]
    [TestCase("changes-firehose-without-personal-data", true)]
    [TestCase("consent")]
    [TestCase("consent-firehose")]
    [TestCase("names-and-values", false, "production", "development")]
    [TestCase("not-forwarded")]
    [TestCase("development")]
    [TestCase("nobody-firehose")]
    public void Map_Document_BecomesTheseEventsAndIssues(string name, bool excludePersonalData = false, params string[] environments)
    {
        var options = new VidoraMappingOptions { ExcludePersonalData = excludePersonalData };
        if (environments.Length > 0)
        {
            options.Environments = environments;
        }

        var mapped = MappedBatch.Of(Fixture.Read($"Mapping/{name}.input.json"), options);

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
