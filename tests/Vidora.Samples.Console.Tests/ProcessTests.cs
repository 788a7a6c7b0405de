using System.Net;
using System.Net.Http.Json;
using Confluent.Kafka;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

/// <summary>The program as people start it: another process, another working folder, pipes and signals.</summary>
[Slow]
[Parallelizable]
public sealed class ProcessTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Demo_FromAnotherFolder_Ends0()
    {
        using var process = Start([], Path.GetTempPath());
        var (exitCode, output, error) = await process.EndAsync();
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("It adds up"));
        Assert.That(output.Contains('\u001b'), Is.False);
        Assert.That(error, Is.Empty);
    }

    [Test]
    public async Task Map_PipedIn_WritesOnlyEventsToStandardOutput()
    {
        using var process = Start(["map", "-"], Path.GetTempPath());
        await using (var input = process.Input)
        {
            await input.WriteAsync(await File.ReadAllBytesAsync(Fixture.Path("batches.jsonl")));
        }

        var (exitCode, output, error) = await process.EndAsync();
        var inProcess = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"));
        Assert.That(new ConsoleRun(exitCode, output, error), Is.EqualTo(inProcess));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Emulate_AskedToEnd_EndsInOrderWithWhatItReceived()
    {
        using var process = Start(["emulate", "--listen", "http://127.0.0.1:0"], Path.GetTempPath());
        var first = await process.LineAsync();
        var address = new Uri(first.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.'));
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/v1/validate?api_key=demo-key", new { data = new[] { new { user_id = "1", type = "click" } } });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var (exitCode, output, error) = await process.StopAsync();
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("Stopped. 1 event received, 1 accepted, 0 invalid."));
        Assert.That(error, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Demo_AskedToStay_ShowsItsPagesUntilItIsAskedToEnd()
    {
        using var process = Start(["--quick", "--stay"], Path.GetTempPath());
        var line = await process.LineAsync(line => line.StartsWith("See everything at ", StringComparison.Ordinal));
        using var http = new HttpClient();
        var address = new Uri(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));
        Assert.That(await http.GetStringAsync(address), Does.Contain("Check Your Events"));
        Assert.That(await http.GetStringAsync(new Uri(address, "/emulator/users?limit=1")), Does.Contain("$intelligent_attribute:vidora:"));
        var (exitCode, _, error) = await process.StopAsync();
        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Consume_FromATopicUntilAskedToEnd_ForwardsKeepsPoisonAndCommits()
    {
        const int Batches = 50;
        using var cluster = new MockCluster();
        cluster.CreateTopic("events", 2);
        await using var emulator = await VidoraEmulator.StartAsync();
        using var folder = new TemporaryFolder();
        for (var i = 0; i < Batches; i++)
        {
            var batch = $$$"""{"mpid":"{{{1 + (i % 7)}}}","environment":"production","events":[{"event_type":"screen_view","data":{"screen_name":"Home","event_id":"{{{i}}}"}}]}""";
            cluster.Producer.Produce("events", new Message<string?, string> { Key = $"{1 + (i % 7)}", Value = batch });
        }

        cluster.Producer.Produce("events", new Message<string?, string> { Key = "1", Value = "no batch" });
        cluster.Producer.Flush(_limit);
        using var process = Start(
            ["consume", "--bootstrap", cluster.BootstrapServers, "--topic", "events", "--group", "shop", "--to", emulator.Address.ToString(), "--kafka", "auto.commit.interval.ms=100"],
            folder.Path);
        var first = await process.LineAsync();
        await Eventually.IsTrueAsync(() => cluster.Committed("shop", "events", 2) == Batches + 1, "every offset is committed");

        var (exitCode, output, error) = await process.StopAsync();
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(first, Does.StartWith($"Consuming events from {cluster.BootstrapServers} in group shop, and forwarding to {emulator.Address}"));
        Assert.That(emulator.GetState().Received, Is.EqualTo(Batches));
        Assert.That(output, Does.Contain("Stopped. The group goes on behind what was settled.").And.Match(@"accepted: http_200\s+50\b").And.Match(@"in the quarantine\s+1\b"));
        Assert.That(error, Does.Contain("cannot be forwarded since the last line: 1 (unreadable)"));
    }

    private static TestProcess Start(string[] args, string folder) => TestProcess.Dotnet(
        "vidora.dll",
        args,
        start =>
        {
            start.WorkingDirectory = folder;
            start.RedirectStandardInput = true;
        });
}
