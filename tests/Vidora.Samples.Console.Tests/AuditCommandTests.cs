using System.Text;
using System.Text.Json;
using Vidora.Integration;
using Vidora.Samples.Console.Auditing;

namespace Vidora.Samples.Console.Tests;

public sealed class AuditCommandTests
{
    private const string Batch =
        """{"mpid":7,"ip":"192.0.2.7","user_attributes":{"$FirstName":"Ada","tier":"Gold-42"},"events":[{"event_type":"custom_event","data":{"event_name":"Search","event_id":"e1","timestamp_unixtime_ms":1700000000000,"custom_attributes":{"terms":"red shoes","mail":"ada@example.org"}}},{"event_type":"screen_view","data":{"screen_name":"Home","event_id":"e2","timestamp_unixtime_ms":1700000000000}}]}""";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Audit_Batches_ListsWhatLeavesAndWhatStays()
    {
        var run = await ConsoleRun.OfAsync(["audit", "-"], Encoding.UTF8.GetBytes(Batch), []);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("1 batch becomes 2 Vidora events.\n"));
        Assert.That(run.Output, Does.Match(@"(?m)^ +user_firstname +2 +100% +2 +Aaa +user_attributes\.\$FirstName"));
        Assert.That(run.Output, Does.Match(@"(?m)^ +terms +1 +50% .*aaa aaaaa +events\[\]\.data\.custom_attributes\.terms"));
        Assert.That(run.Output, Does.Match(@"(?m)^ +mail +1 +50% +1 +aaa@aaaaaaa\.aaa "));
        Assert.That(run.Output, Does.Match(@"(?m)^ +user_tier +2 +100% .*Aaaa-99 "));
        Assert.That(run.Output, Does.Match(@"(?m)^ +ip +1 +personal data, never forwarded"));
        Assert.That(run.Output, Does.Not.Contain("Ada").And.Not.Contain("192.0.2.7").And.Not.Contain("red shoes").And.Not.Contain("Gold"));
    }

    [Test]
    public async Task Audit_Against_ShowsBothCounts()
    {
        var options = Write("options.json", """{"ExcludePersonalData":true,"EventTypes":["custom_event"]}""");
        var run = await ConsoleRun.OfAsync(["audit", "-", "--against", options, "--json"], Encoding.UTF8.GetBytes(Batch), []);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var root = JsonElement.Parse(run.Output);
        Assert.That((Number(root, "batches"), Number(root, "events"), Number(root, "events_against")), Is.EqualTo((1, 2, 1)));
        Assert.That(Counts(root, "forwarded", "name", "user_firstname"), Is.EqualTo((2, 0)));
        Assert.That(Counts(root, "forwarded", "name", "terms"), Is.EqualTo((1, 1)));
        Assert.That(Counts(root, "not_forwarded", "path", "user_attributes.$FirstName"), Is.EqualTo((0, 1)));
        Assert.That(root.GetProperty("forwarded").EnumerateArray().Single(field => field.GetProperty("name").ValueEquals("terms")).GetProperty("sources")[0].GetString(),
            Is.EqualTo("events[].data.custom_attributes.terms"));
    }

    [Test]
    public async Task Audit_FolderWithAnUnreadableDocument_CountsTheOthersAndNamesThePlace()
    {
        Write("a/1.jsonl", Batch + "\n{\"mpid\":tru}\n" + Batch);
        Write("a/2.jsonl", Batch);
        var run = await ConsoleRun.OfAsync("audit", _folder.Path, "--csv");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("1.jsonl").And.Contain("line 2").And.Not.Contain("tru}"));
        var lines = run.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.That(lines[0], Is.EqualTo("direction,field,count,count_against,sources,masked_example,looks_personal,reason"));
        Assert.That(lines, Does.Contain("leaves,user_id,6,,mpid,9,0,"));
        Assert.That(lines, Does.Contain("stays,ip,3,,,,,\"personal data, never forwarded\""));
    }

    [TestCase("""{"Exclude":true}""", "Exclude is not a setting")]
    [TestCase("""{"ExcludePersonalData":"perhaps"}""", "ExcludePersonalData")]
    [TestCase("""{"ExcludePersonalData":""", "does not hold mapping options")]
    [TestCase("""{"EventTypes":["custom"]}""", "custom")]
    public async Task Audit_OptionsThatAreNone_AreNamed(string options, string problem)
    {
        var run = await ConsoleRun.OfAsync(["audit", "-", "--against", Write("options.json", options)], Encoding.UTF8.GetBytes(Batch), []);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain(problem).And.Contain("options.json"));
    }

    [TestCase("no-such-folder", "no file or folder")]
    [TestCase("-", "not both", "--json", "--csv")]
    [TestCase("-", "only once", "-")]
    public async Task Audit_WrongUse_Ends1(string path, string problem, params string[] options)
    {
        var run = await ConsoleRun.OfAsync(["audit", path, .. options]);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain(problem));
    }

    [Test]
    public void Audit_MoreNamesThanAnybodyReads_ShareARow()
    {
        var audit = new MappingAudit(new VidoraMappingOptions(), MParticleFormat.Auto);
        for (var i = 0; i < 11; i++)
        {
            var names = string.Join(',', Enumerable.Range(i * 1000, 1000).Select(n => $"\"n{n}\":1"));
            foreach (var document in MParticleDocuments.Read(Encoding.UTF8.GetBytes("{\"mpid\":1,\"events\":[{\"event_type\":\"screen_view\",\"data\":{\"custom_attributes\":{" + names + "}}}]}")))
            {
                audit.Add(document, default);
            }
        }

        Assert.That(audit.Forwarded, Has.Count.EqualTo(10_001));
        Assert.That(audit.Forwarded.Values.Sum(field => field.Events), Is.GreaterThan(11_000));
        Assert.That(audit.Forwarded[MappingAudit.OtherNames].Events, Is.GreaterThan(1_000));
    }

    [TestCase("\"jane.doe@example.org\"", "aaaa.aaa@aaaaaaa.aaa")]
    [TestCase("\"+44 20 7946 0000\"", "+99 99 9999 9999")]
    [TestCase("\"Zoë 東京 🎉\"", "Aaa aa ?")]
    [TestCase("\"\\u001b[2J\"", "?[9A")]
    [TestCase("19.90", "99.99")]
    [TestCase("true", "true")]
    public void Shape_OfAValue_HoldsNoneOfItsLettersAndDigits(string json, string shape)
    {
        var @event = VidoraEvent.Parse(Encoding.UTF8.GetBytes($$"""{"user_id":"1","type":"t","v":{{json}}}"""));

        Assert.That(ValueShape.Of(@event["v"]!.Value), Is.EqualTo(shape));
    }

    private string Write(string name, string text)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static long Number(JsonElement root, string name) => root.GetProperty(name).GetInt64();

    private static (long, long) Counts(JsonElement root, string list, string key, string name)
    {
        var row = root.GetProperty(list).EnumerateArray().Single(item => item.GetProperty(key).ValueEquals(name));
        return (Number(row, "count"), Number(row, "count_against"));
    }
}
