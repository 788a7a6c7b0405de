using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

public sealed class ReplayCommandTests
{
    private const string Key = "demo-key";

    [Test]
    public async Task Replay_Folder_Ends0AndSendsWhatItHolds()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var run = await RunAsync(vidora, Archive());

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(vidora.Events.Select(received => received.Event.EventId), Is.EquivalentTo(new[] { "a", "b", "c" }));
        Assert.That(run.Output, Does.Match("Files +3").And.Match("complete +2").And.Match("left out +1").And.Match("delivered +3").And.Contain("It adds up."));
        Assert.That(run.Error, Is.Empty);
        AssertNoKey(run);
    }

    [Test]
    public async Task Replay_Json_IsTheReportOnStandardOutput()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var report = Path.Combine(Fixture.NewFolder("report"), "report.json");
        var run = await RunAsync(vidora, Archive(), "--json", "--report", report);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output.TrimEnd(), Is.EqualTo((await File.ReadAllTextAsync(report)).TrimEnd()));
        Assert.That(JsonDocument.Parse(run.Output).RootElement.GetProperty("total").GetProperty("delivered").GetInt64(), Is.EqualTo(3));
    }

    [Test]
    public async Task Replay_Again_SendsOnlyWithoutACheckpoint()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        await RunAsync(vidora, archive, "--checkpoint", checkpoint);

        var again = await RunAsync(vidora, archive, "--checkpoint", checkpoint);
        Assert.That((again.ExitCode, vidora.GetState().Received), Is.EqualTo((0, 3L)), again.Error);
        Assert.That(again.Output, Does.Match("delivered +3"), "what the checkpoint's runs did together");
        Assert.That(again.Output, Does.Contain("It adds up. Nothing was sent: earlier runs of the checkpoint had settled it all."));

        await File.WriteAllTextAsync(Path.Combine(archive, "new.txt"), "{\"mpid\":1,\"environment\":\"production\",\"events\":[]}\n");
        Assert.That((await RunAsync(vidora, archive, "--checkpoint", checkpoint)).Output, Does.Contain("Nothing was sent: this run has read nothing that is to be sent."));

        await RunAsync(vidora, archive);
        Assert.That(vidora.GetState().Received, Is.EqualTo(6));
        Assert.That(vidora.Events.Select(received => received.Event.EventId).Distinct().Count(), Is.EqualTo(3), "the same ids");
    }

    [Test]
    public async Task Replay_RetryRefused_SendsWhatVidoraRefusedBefore()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", User = "1", Answers = [new FaultAnswer { Status = 400, Times = 100 }] });
        var first = await RunAsync(vidora, archive, "--checkpoint", checkpoint);
        Assert.That(first.Output, Does.Contain("kept in the checkpoint. --retry-refused sends them again."), first.Error);

        vidora.Script.Clear();
        var again = await RunAsync(vidora, archive, "--checkpoint", checkpoint, "--retry-refused");

        Assert.That((again.ExitCode, vidora.GetState().Received), Is.EqualTo((0, 3L)), again.Output + again.Error);
        Assert.That(again.Output, Does.Not.Contain("refused"));
        Assert.That((await RunAsync(vidora, archive, "--retry-refused")).Error, Does.Contain("--retry-refused needs the --checkpoint"));
    }

    [Test]
    public async Task Replay_Dry_NeedsNoAddressAndNoKey()
    {
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        var run = await ConsoleRun.OfAsync("replay", Archive(), "--dry-run", "--checkpoint", checkpoint);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match("would be sent +3").And.Contain("It adds up. Nothing was sent: this was a dry run."));
        Assert.That(File.Exists(checkpoint), Is.False);
    }

    [TestCase("--user", "1", "a b")]
    [TestCase("--user", "-7346244611012968789", "c")]
    [TestCase("--from", "2026-03-01T12:00:01Z", "b c")]
    [TestCase("--from", "2026-03-01T13:00:01+01:00", "b c")]
    [TestCase("--to-time", "2026-03-01T12:00:01", "a")]
    [TestCase("--to-time", "2026-03-02", "a b c")]
    [TestCase("--type", "look", "a b c")]
    [TestCase("--type", "custom_event", "a b c")]
    public async Task Replay_Filter_SendsOnlyWhatItTakes(string option, string value, string ids)
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var run = await RunAsync(vidora, Archive(), $"{option}={value}");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(vidora.Events.Select(received => received.Event.EventId), Is.EquivalentTo(ids.Split(' ')));
    }

    [Test]
    public async Task Replay_NothingIsTaken_SaysWhy()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();

        Assert.That((await RunAsync(vidora, archive, "--type", "purchase")).Output, Does.Contain("every event was left out, mostly type_filter"));
        Assert.That((await RunAsync(vidora, archive, "--user", "99")).Output, Does.Contain("none of 3 events are forwarded, mostly user_filter"));
        Assert.That((await RunAsync(vidora, Fixture.NewFolder("nothing"))).Output, Does.Contain("there are no files"));
        Assert.That(vidora.GetState().Requests, Is.Zero);
    }

    [Test]
    public async Task Replay_EveryEventIsRefused_SaysSo()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", Answers = [new FaultAnswer { Status = 400, Times = 100 }] });

        var run = await RunAsync(vidora, Archive());

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("It adds up. Nothing was delivered: every event that was to be sent was refused, mostly http_400."));
    }

    [Test]
    public async Task Replay_Report_HasEveryNumberPerFile()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();
        await File.AppendAllTextAsync(Path.Combine(archive, "2026-03-01", "Shop_20260301120000000_00001.txt"), "{\"half\":");
        var report = Fixture.NewPath("report.json");

        var run = await RunAsync(vidora, archive, "--report", report);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("_00001.txt: Document 2 (line 2, byte ").And.Contain("the document is cut off"));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        Assert.That(json.RootElement.GetProperty("adds_up").GetBoolean(), Is.True);
        Assert.That(json.RootElement.GetProperty("total").GetProperty("delivered").GetInt64(), Is.EqualTo(3));
        Assert.That(json.RootElement.GetProperty("this_run").GetProperty("delivered").GetInt64(), Is.EqualTo(3));
        Assert.That(
            json.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("state").GetString()),
            Is.EqualTo(new[] { "complete", "complete", "left_out" }));
        var problem = json.RootElement.GetProperty("problems").EnumerateArray().Single();
        Assert.That((problem.GetProperty("document").GetInt64(), problem.GetProperty("reason").GetString()!.Length > 0), Is.EqualTo((2L, true)));
    }

    [Test]
    public async Task Replay_ReportOverAFileOfTheArchive_Ends1AndLeavesIt()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();
        var file = Path.Combine(archive, "Shop_20260302120000000_00001.txt.gz");
        var before = await File.ReadAllBytesAsync(file);

        var run = await RunAsync(vidora, archive, "--report", file);

        Assert.That((run.ExitCode, run.Error.Contains("written over", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(before));
        Assert.That(vidora.GetState().Requests, Is.Zero);
    }

    [TestCase("")]
    [TestCase(".lock")]
    [TestCase("-wal")]
    [TestCase("-old")]
    public async Task Replay_ReportOverTheCheckpoint_Ends1AndLeavesIt(string ending)
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var folder = Fixture.NewFolder("state");
        var checkpoint = Path.Combine(folder, "checkpoint");
        await RunAsync(vidora, Archive(), "--checkpoint", checkpoint);
        var before = await File.ReadAllBytesAsync(checkpoint);
        var files = Directory.GetFiles(folder);

        var run = await RunAsync(vidora, Archive(), "--checkpoint", checkpoint, "--report", Path.Combine(folder, "..", Path.GetFileName(folder), "checkpoint" + ending));

        Assert.That((run.ExitCode, run.Error.Contains("over the checkpoint", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        Assert.That(await File.ReadAllBytesAsync(checkpoint), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(folder), Is.EquivalentTo(files));
        Assert.That(vidora.GetState().Received, Is.EqualTo(3), "the second one sent nothing");
    }

    [Test]
    public async Task Replay_CheckpointThatIsAFileOfTheArchive_Ends1AndLeavesIt()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var file = Fixture.NewFile("one.txt", Batch(1, 0, "a"));

        var run = await RunAsync(vidora, file, "--checkpoint", file);

        Assert.That((run.ExitCode, run.Error.Contains("is not a checkpoint", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo(Batch(1, 0, "a")));
    }

    [Test]
    public async Task Replay_OtherFilterOnACheckpoint_Ends1()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var archive = Archive();
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        await RunAsync(vidora, archive, "--checkpoint", checkpoint, "--user", "1");

        var run = await RunAsync(vidora, archive, "--checkpoint", checkpoint);

        Assert.That((run.ExitCode, run.Error.Contains("other filters", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }

    [Test]
    public async Task Replay_WrongAddress_Ends1WithoutSendingTheArchiveThere()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", Answers = [new FaultAnswer { Status = 404, Times = 100 }] });
        var run = await RunAsync(vidora, Archive());

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("Check --to").And.Contain("http_404"));
        Assert.That(vidora.GetState().RequestsByStatus.Values.Sum(), Is.LessThanOrEqualTo(2), "one event of each of the two users");
        AssertNoKey(run);
    }

    [Test]
    public async Task Replay_Rate_IsKept()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var start = TimeProvider.System.GetTimestamp();
        var run = await RunAsync(vidora, Archive(), "--rate", "2", "--requests", "1");

        Assert.That((run.ExitCode, vidora.GetState().Received), Is.EqualTo((0, 3L)), run.Error);
        Assert.That(TimeProvider.System.GetElapsedTime(start).TotalSeconds, Is.GreaterThanOrEqualTo(0.9), "the second request waits for its turn");
    }

    [TestCase("--to", "vidora", "--to takes an address")]
    [TestCase("--from", "yesterday", "--from takes a time")]
    [TestCase("--to-time", "31.01.2026", "--to-time takes a time")]
    [TestCase("--user", "x", "x")]
    [TestCase("--rate", "0", "--rate takes 0.001 or more")]
    [TestCase("--requests", "0", "--requests 1 to 256")]
    [TestCase("--report", "no-such-folder/report.json", "cannot be written")]
    [TestCase("--checkpoint", "no-such-folder/checkpoint", "does not exist")]
    [TestCase("--environment", "staging", "--environment takes")]
    public async Task Replay_WrongUse_Ends1InOneLine(string option, string value, string says)
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        string[] to = option == "--to" ? [] : ["--to", vidora.Address.ToString()];
        var run = await ConsoleRun.OfAsync(["replay", Archive(), .. to, option, value], [], Keys());

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(says));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        Assert.That(vidora.GetState().Requests, Is.Zero);
    }

    [Test]
    public async Task Replay_NotThereOrNoAddressOrNoKey_Ends1AndSaysWhich()
    {
        var archive = Archive();
        Assert.That((await ConsoleRun.OfAsync("replay", "no/such", "--to", "http://127.0.0.1:9")).Error, Does.Contain("there is no file or folder \"no/such\""));
        Assert.That((await ConsoleRun.OfAsync("replay", archive)).Error, Does.Contain("--to is missing"));
        Assert.That((await ConsoleRun.OfAsync("replay", archive, "--to", "https://vidora.example")).Error, Does.Contain("VIDORA_API_KEY"));
    }

    [Test]
    public async Task Replay_EmulatorOnThisMachine_NeedsNoKey()
    {
        await using var vidora = await VidoraEmulator.StartAsync();
        var run = await ConsoleRun.OfAsync("replay", Archive(), "--to", vidora.Address.ToString());

        Assert.That((run.ExitCode, vidora.GetState().Valid), Is.EqualTo((0, 3L)), run.Error);
    }

    private static Dictionary<string, string> Keys() => new() { ["VIDORA_API_KEY"] = Key };

    private static Task<ConsoleRun> RunAsync(VidoraEmulator vidora, string path, params string[] more) =>
        ConsoleRun.OfAsync(["replay", path, "--to", vidora.Address.ToString(), .. more], [], Keys());

    /// <summary>Two users, three events, one of the files packed and one of them for verification.</summary>
    private static string Archive()
    {
        var folder = Fixture.NewFolder("archive");
        Directory.CreateDirectory(Path.Combine(folder, "2026-03-01"));
        File.WriteAllText(Path.Combine(folder, "2026-03-01", "Shop_20260301120000000_00001.txt"), Batch(1, 0, "a", "b") + "\n");
        using (var gzip = new GZipStream(File.Create(Path.Combine(folder, "Shop_20260302120000000_00001.txt.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(Batch(-7346244611012968789, 5, "c") + "\n"));
        }

        File.WriteAllText(Path.Combine(folder, "mparticle_validation.txt"), "");
        return folder;
    }

    private static string Batch(long user, int second, params string[] ids)
    {
        var events = ids.Select((id, i) => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"event_type":"custom_event","data":{"event_name":"look","event_id":"{{{id}}}","timestamp_unixtime_ms":{{{1772366400000 + ((second + i) * 1000)}}}}}"""));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"mpid":{{user}},"environment":"production","events":[{{string.Join(',', events)}}]}""");
    }

    private static void AssertNoKey(ConsoleRun run) => Assert.That(run.Output + run.Error, Does.Not.Contain(Key));
}
