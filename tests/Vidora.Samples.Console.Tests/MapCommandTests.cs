using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidora.Samples.Console.Tests;

public sealed class MapCommandTests
{
    [TestCase("batches.jsonl", "batches.expected.jsonl")]
    [TestCase("firehose.json", "firehose.expected.jsonl")]
    public async Task Map_Fixture_WritesTheExpectedEvents(string input, string expected)
    {
        var run = await ConsoleRun.OfAsync("map", Fixture.Path(input));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var lines = File.ReadAllLines(Fixture.Path(expected));
        Assert.That(run.OutputLines, Has.Length.EqualTo(lines.Length));
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(run.OutputLines[i]), JsonNode.Parse(lines[i])), Is.True, $"{run.OutputLines[i]}\n{lines[i]}");
        }
    }

    [Test]
    public async Task Map_Amounts_KeepTheirDigits()
    {
        var run = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"));
        Assert.That(run.Output, Does.Contain("\"product_price\":19.90,").And.Contain("\"total_amount\":38.80,"));
    }

    [Test]
    public async Task Map_GzipFileOrStandardInput_GivesTheSame()
    {
        var plain = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"));
        var content = await File.ReadAllBytesAsync(Fixture.Path("batches.jsonl"));
        var zipped = Zip(content);
        var path = Fixture.NewPath("batches.txt");
        await File.WriteAllBytesAsync(path, zipped);
        foreach (var run in new[]
        {
            await ConsoleRun.OfAsync("map", path),
            await ConsoleRun.OfAsync(["map", "-"], content, []),
            await ConsoleRun.OfAsync(["map", "-"], zipped, []),
        })
        {
            Assert.That(run, Is.EqualTo(plain));
        }
    }

    [Test]
    public async Task Map_CutGzip_ReadsWhatIsThereAndEndsWith2()
    {
        var line = await File.ReadAllTextAsync(Fixture.Path("batches.jsonl"));
        var zipped = Zip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => line.Replace("LO-1", $"LO-{i}", StringComparison.Ordinal)))));
        var run = await ConsoleRun.OfAsync(["map", "-"], zipped[..(zipped.Length / 2)], []);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.OutputLines, Has.Length.GreaterThan(10));
        Assert.That(run.Error, Does.Contain("standard input: the gzip data is damaged or cut off."));
    }

    [Test]
    public async Task Map_Issues_WritesALineEachWithDocumentsCountedOverAllFiles()
    {
        var issues = Fixture.NewPath("issues.jsonl");
        var run = await ConsoleRun.OfAsync("map", Fixture.Path("firehose.json"), Fixture.Path("batches.jsonl"), "--issues", issues);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(issues), Is.EqualTo(new[]
        {
            """{"document":1,"event":1,"code":"EventTypeNotForwarded","path":"privacy_setting_change"}""",
            """{"document":2,"event":0,"code":"AttributeRenamed","path":"custom_attributes.platform"}""",
            """{"document":2,"event":2,"code":"EventTypeNotForwarded","path":"opt_out"}""",
            """{"document":3,"event":null,"code":"MissingMpid","path":null}""",
            """{"document":4,"event":null,"code":"EnvironmentNotForwarded","path":null}""",
        }));
    }

    [Test]
    public async Task Map_UnreadableDocuments_AreNamedAndTheOthersMapped()
    {
        var batch = (await File.ReadAllLinesAsync(Fixture.Path("batches.jsonl")))[0];
        var path = Fixture.NewFile("mixed.jsonl", $"{{\"mpid\":1,\n{batch}\n[[[\n{batch}\n{{\"weather\":\"rain\"}}\n");
        var run = await ConsoleRun.OfAsync("map", path);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.OutputLines, Has.Length.GreaterThanOrEqualTo(3));
        Assert.That(run.Error, Does.Contain($"{path}: Document "));
        Assert.That(run.Error, Does.Contain("could not be read"));
        Assert.That(run.Error, Does.Not.Contain("rain"));
    }

    [Test]
    public async Task Map_Environment_ForwardsWhatIsNamed()
    {
        var run = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"), "--environment", "production,Development");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var last = JsonElement.Parse(run.OutputLines[^1]);
        Assert.That(last.GetProperty("user_id").GetString(), Is.EqualTo("15"));
        Assert.That(last.GetProperty("environment").GetString(), Is.EqualTo("development"));
    }

    [Test]
    public async Task Map_ExcludePersonalData_LeavesNamesAndUserAgentOut()
    {
        var run = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"), "--exclude-personal-data");
        Assert.That(run.Output, Does.Not.Contain("Ada").And.Not.Contain("user_agent"));
        Assert.That(run.OutputLines, Has.Length.EqualTo(3));
    }

    [Test]
    public async Task Map_FirehoseWantedAndOthersGiven_CannotBeRead()
    {
        var run = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"), "--format", "firehose");
        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Output, Is.Empty);
    }

    [TestCase("""{"mpid":1,"environment":"development","events":[{"event_type":"session_start","data":{}}]}""", "all 1 event came from an environment")]
    [TestCase("""{"mpid":1,"events":[]}""", "1 batch has no events")]
    [TestCase("", "the input holds no documents")]
    [TestCase("[1]", "no document could be read")]
    public async Task Map_NothingForwarded_SaysWhyInASentence(string input, string reason)
    {
        var run = await ConsoleRun.OfAsync(["map", "-"], Encoding.UTF8.GetBytes(input), []);
        Assert.That(run.Error, Does.Contain($"Nothing was forwarded: {reason}"));
    }

    [Test]
    public async Task Map_Summary_CountsInGroupsAndOnTheRight()
    {
        var line = """{"mpid":1,"events":[{"event_type":"session_start","data":{"timestamp_unixtime_ms":1}}]}""" + "\n";
        var run = await ConsoleRun.OfAsync(["map", "-"], Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 1234))), []);
        Assert.That(run.Error, Does.Match(@"(?m)^  Batches read +1,234 *$").And.Match(@"(?m)^    session_start +1,234 *$"));
        Assert.That(run.Error.Contains('\u001b'), Is.False);
    }

    [Test]
    public async Task Map_ControlCharactersInAnEventName_DoNotReachTheTerminal()
    {
        var run = await ConsoleRun.OfAsync(
            ["map", "-"],
            """{"mpid":1,"events":[{"event_type":"custom_event","data":{"event_name":"\u001b[2J[red]bad[/]\u0007\u009b","timestamp_unixtime_ms":1}}]}"""u8.ToArray(),
            []);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("[2J[red]bad[/]"));
        Assert.That(run.Error.Where(char.IsControl).Where(c => c != '\n'), Is.Empty);
    }

    [Test]
    public async Task Map_WrongUse_Ends1WithOneLineAndNoOutput()
    {
        var batches = Fixture.Path("batches.jsonl");
        foreach (var args in new string[][]
        {
            ["map"],
            ["map", "no-such-file.json"],
            ["map", batches, "no-such-file.json"],
            ["map", AppContext.BaseDirectory],
            ["map", "-", "-"],
            ["map", batches, "--format", "xml"],
            ["map", batches, "--environment", "staging"],
            ["map", batches, "--environment", ","],
            ["map", batches, "--issues", Path.Combine(AppContext.BaseDirectory, "no", "such", "folder.jsonl")],
            ["map", batches, "--nonsense"],
        })
        {
            var run = await ConsoleRun.OfAsync(args);
            Assert.That(run.ExitCode, Is.EqualTo(1), string.Join(' ', args));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.StartWith("vidora: ").And.EndsWith("\n"));
            Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        }
    }

    private static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }
}
