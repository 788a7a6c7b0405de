using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

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
    public async Task Emulate_Interrupted_EndsInOrderWithWhatItReceived()
    {
        using var process = Start(["emulate", "--listen", "http://127.0.0.1:0"], Path.GetTempPath());
        var error = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync().WaitAsync(_limit);
        var address = new Uri(first!.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.'));
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/v1/validate?api_key=demo-key", new { data = new[] { new { user_id = "1", type = "click" } } });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var rest = await process.StandardOutput.ReadToEndAsync();
        await EndAsync(process);
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(rest, Does.Contain("Stopped. 1 event received, 1 accepted, 0 invalid."));
        Assert.That(await error, Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
    public async Task Demo_AskedToStay_ShowsItsPagesUntilInterrupted()
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
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.StandardOutput.ReadToEndAsync();
        await EndAsync(process);
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(await error, Is.Empty);
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
