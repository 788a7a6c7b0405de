using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidora.Documentation.Tests;

/// <summary>The dashboard and the alert rules name only metrics and tags that the packages have.</summary>
[TestFixture]
public sealed partial class MonitoringTests
{
    private static readonly string[] _files = ["grafana-dashboard.json", "alerts.yml"];

    [TestCaseSource(nameof(_files))]
    public void File_NamesMetricsThatExist(string file)
    {
        var names = Name().Matches(Text(file)).Select(match => match.Value)
            .Where(name => !Tags().Contains(name)).Distinct().ToList();
        Assert.That(names, Has.Count.GreaterThan(5).And.SubsetOf(Metrics()));
    }

    [Test]
    public void Dashboard_IsJsonWithAnExpressionInEachPanel()
    {
        using var dashboard = JsonDocument.Parse(Text("grafana-dashboard.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.That(panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
        Assert.That(panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()), Has.All.Contains("vidora_"));
    }

    [Test]
    public void Alerts_EachHasAnExpressionAndWhatToDo()
    {
        var alerts = Text("alerts.yml").Split("- alert: ").Skip(1).ToList();
        Assert.That(alerts, Has.Count.GreaterThan(5));
        Assert.That(alerts, Has.All.Contains("expr: ").And.All.Contains("summary: ").And.All.Contains("description: ").And.All.Contains("severity: "));
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, "samples", "monitoring", file));

    private static HashSet<string> Tags() => [.. Source().SelectMany(text => Tag().Matches(text)).Select(match => match.Groups["name"].Value.Replace('.', '_'))];

    /// <summary>The names as Prometheus has them: the unit and <c>_total</c> at the end, and the parts of a histogram.</summary>
    private static HashSet<string> Metrics()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in Source().SelectMany(text => Instrument().Matches(text)))
        {
            var name = match.Groups["name"].Value.Replace('.', '_');
            name += match.Groups["unit"].Value switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
            names.UnionWith(match.Groups["kind"].Value switch
            {
                "Counter" => [name + "_total"],
                "Histogram" => [name + "_bucket", name + "_sum", name + "_count"],
                _ => [name],
            });
        }

        foreach (var match in Source().SelectMany(text => Client().Matches(text)))
        {
            var name = match.Groups["name"].Value.Replace('.', '_');
            names.UnionWith([name + "_requests_total", name + "_request_duration_seconds_bucket"]);
        }

        return names;
    }

    private static IEnumerable<string> Source() =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        select File.ReadAllText(file);

    [GeneratedRegex(@"\bvidora_[a-z_]+\b")]
    private static partial Regex Name();

    [GeneratedRegex("""(\.Create(Observable)?|\s)(?<kind>Counter|Gauge|Histogram)(<\w+>)?\(\s*"(?<name>vidora\.[a-z_.]+)"(,\s*\([^"]*)?[^"]*("(?<unit>[^"]*)")?""")]
    private static partial Regex Instrument();

    /// <summary>The instruments that the clients of both services have under their own prefix.</summary>
    [GeneratedRegex("new\\(meter, \"(?<name>vidora\\.[a-z]+)\"")]
    private static partial Regex Client();

    [GeneratedRegex("\"(?<name>vidora\\.(account|outcome|reason|endpoint|operation|kafka\\.rebalance))\"")]
    private static partial Regex Tag();
}
