using System.Text.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Small documents of one quirk each (<c>Fixtures/Mapping/cases.json</c>) after public reports and SDK sources, and what they become.</summary>
public sealed class CaseTests
{
    private static readonly JsonElement _cases = JsonDocument.Parse(Fixture.Read("Mapping/cases.json")).RootElement;

    private static IEnumerable<string> Names => _cases.EnumerateArray().Select(one => one.GetProperty("name").GetString()!);

    [TestCaseSource(nameof(Names))]
    public void Map_Case_BecomesTheseEventsAndIssues(string name)
    {
        var one = _cases.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

        var mapped = MappedBatch.Of(one.GetProperty("input").GetRawText());

        Assert.That(Canonical.Of(mapped.Events), Is.EqualTo(Canonical.Of(one.GetProperty("events").EnumerateArray())));
        Assert.That(
            mapped.Issues.Select(issue => $"{issue.Code} {issue.EventIndex?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {issue.Path ?? "-"}"),
            Is.EqualTo(one.GetProperty("issues").EnumerateArray().Select(issue => issue.GetString())));
    }
}
