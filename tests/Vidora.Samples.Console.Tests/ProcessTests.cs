using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Confluent.Kafka;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

/// <summary>The program as people start it: another process, another working folder, pipes and signals.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Demo_FromAnotherFolder_Ends0()
    {
        using var process = Start([], Path.GetTempPath());
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await EndAsync(process);
        Assert.That(process.ExitCode, Is.Zero, error);
        Assert.That(await output, Does.Contain("It adds up"));
        Assert.That((await output).Contains('\u001b'), Is.False);
        Assert.That(error, Is.Empty);
    }

    [Test]
    public async Task Map_PipedIn_WritesOnlyEventsToStandardOutput()
    {
        using var process = Start(["map", "-"], Path.GetTempPath());
        await using (var input = process.StandardInput.BaseStream)
        {
            await input.WriteAsync(await File.ReadAllBytesAsync(Fixture.Path("batches.jsonl")));
        }

        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await EndAsync(process);
        var inProcess = await ConsoleRun.OfAsync("map", Fixture.Path("batches.jsonl"));
        Assert.That(new ConsoleRun(process.ExitCode, output, await error), Is.EqualTo(inProcess));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Emulate_AskedToEnd_EndsInOrderWithWhatItReceived()
    {
        using var process = Start(["emulate", "--listen", "http://127.0.0.1:0"], Path.GetTempPath());
        var error = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync().WaitAsync(_limit);
        var address = new Uri(first!.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.'));
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/v1/validate?api_key=demo-key", new { data = new[] { new { user_id = "1", type = "click" } } });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var rest = await StopAsync(process);
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(rest, Does.Contain("Stopped. 1 event received, 1 accepted, 0 invalid."));
        Assert.That(await error, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Demo_AskedToStay_ShowsItsPagesUntilItIsAskedToEnd()
    {
        using var process = Start(["--stay"], Path.GetTempPath());
        var error = process.StandardError.ReadToEndAsync();
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(_limit);
        }
        while (line is not null && !line.StartsWith("Look at all of it: ", StringComparison.Ordinal));

        using var http = new HttpClient();
        var page = await http.GetStringAsync(line!.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));
        Assert.That(page, Does.Contain("Check Your Events"));
        await StopAsync(process);
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(await error, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Consume_FromATopicUntilAskedToEnd_ForwardsKeepsPoisonAndCommits()
    {
        const int Batches = 50;
        using var cluster = new MockCluster();
        cluster.CreateTopic("events", 2);
        await using var emulator = await VidoraEmulator.StartAsync();
        var folder = Directory.CreateTempSubdirectory("vidora-consume-");
        try
        {
            for (var i = 0; i < Batches; i++)
            {
                var batch = $$$"""{"mpid":"{{{1 + (i % 7)}}}","environment":"production","events":[{"event_type":"screen_view","data":{"screen_name":"Home","event_id":"{{{i}}}"}}]}""";
                cluster.Producer.Produce("events", new Message<string?, string> { Key = $"{1 + (i % 7)}", Value = batch });
            }

            cluster.Producer.Produce("events", new Message<string?, string> { Key = "1", Value = "no batch" });
            cluster.Producer.Flush(_limit);
            using var process = Start(
                ["consume", "--bootstrap", cluster.BootstrapServers, "--topic", "events", "--group", "shop", "--to", emulator.Address.ToString(), "--kafka", "auto.commit.interval.ms=100"],
                folder.FullName);
            var error = process.StandardError.ReadToEndAsync();
            var first = await process.StandardOutput.ReadLineAsync().WaitAsync(_limit);
            await Eventually.IsTrueAsync(() => cluster.Committed("shop", "events", 2) == Batches + 1, "every offset is committed");

            var rest = await StopAsync(process);
            Assert.That(process.ExitCode, Is.Zero, await error);
            Assert.That(first, Does.StartWith($"Consuming events from {cluster.BootstrapServers} in group shop, and forwarding to {emulator.Address}"));
            Assert.That(emulator.GetState().Received, Is.EqualTo(Batches));
            Assert.That(rest, Does.Contain("Stopped. The group goes on behind what was settled.").And.Match(@"delivered: accepted\s+50\b").And.Match(@"in the quarantine\s+1\b"));
            Assert.That(await error, Does.Contain("cannot be forwarded (unreadable)"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string[] args, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vidora.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("VIDORA_API_KEY");
        start.Environment.Remove("VIDORA_API_SECRET");
        return Process.Start(start)!;
    }

    /// <summary>Asks a process to end, as a supervisor does, and gives what it says about it.</summary>
    private static async Task<string> StopAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await EndAsync(process);
        return await output;
    }

    private static async Task EndAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(_limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
