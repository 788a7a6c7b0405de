using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>
/// Kills a real host at random moments under load, while Vidora answers, fails and hangs. Every batch that was answered with
/// 202 must be at Vidora in the end. VIDORA_TEST_KILLS sets how often.
/// </summary>
[Platform(Exclude = "Win", Reason = "Signals are sent with kill.")]
[Slow]
public sealed class KillTests
{
    private const int Senders = 6;

    private static readonly int _kills = TestRun.Size("VIDORA_TEST_KILLS", usual: 4, full: 20);

    [Test]
    public async Task Lesson03_KilledAgainAndAgain_NothingAcceptedIsLost()
    {
        var seed = TestRun.Seed(20260301);
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var vidora = await VidoraEmulator.StartAsync();
        var accepted = new ConcurrentBag<string>();
        var batches = new Sequence();
        for (var kill = 0; kill < _kills; kill++)
        {
            AddFaults(vidora, random);
            var (serve, address) = await ServeProcess.StartAsync(vidora.Address, folder.File());
            await using var running = serve;
            using var stop = new CancellationTokenSource();
            var before = accepted.Count;
            var load = Load(address, batches, accepted, stop.Token);
            await Eventually.IsTrueAsync(() => accepted.Count > before);
            await Task.Delay(random.Next(0, 400));
            await serve.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        vidora.Script.Clear();
        await using ((await ServeProcess.StartAsync(vidora.Address, folder.File())).Process)
        {
            var missing = accepted.ToHashSet(StringComparer.Ordinal);
            try
            {
                await Eventually.IsTrueAsync(
                    () =>
                    {
                        missing.ExceptWith(vidora.Events.Select(received => received.Event.EventId!));
                        return missing.Count == 0;
                    });
            }
            catch (AssertionException)
            {
                Assert.Fail($"Seed {seed}: {missing.Count} of {accepted.Count} accepted batches are not at Vidora.");
            }
        }

        // What came twice is the same event under the same id.
        var received = vidora.Events.Select(e => (e.Event.EventId, Json: e.ToString())).ToList();
        Assert.That(received.Distinct().Count(), Is.EqualTo(received.Select(e => e.EventId).Distinct().Count()), $"seed {seed}");
        Assert.That(vidora.Events.Invalid, Is.Empty);
        TestContext.Out.WriteLine($"Seed {seed}: {accepted.Count} batches accepted over {_kills} kills, {received.Count - received.Distinct().Count()} received twice.");
    }

    [TestCase("-TERM")]
    [TestCase("-INT")]
    public async Task Stop_BySignalUnderLoad_EndsInOrderAndLosesNothing(string signal)
    {
        if (signal == "-INT" && IgnoresInterrupts())
        {
            Assert.Ignore("Processes that a shell starts in the background ignore interrupts, and what they start does too.");
        }

        using var folder = new TemporaryFolder();
        await using var vidora = await VidoraEmulator.StartAsync();
        var accepted = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var (serve, address) = await ServeProcess.StartAsync(vidora.Address, folder.File());
        await using (serve)
        {
            var load = Load(address, new Sequence(), accepted, stop.Token);
            await Eventually.IsTrueAsync(() => accepted.Count > 20);
            var ended = await serve.StopAsync(signal);
            await stop.CancelAsync();
            await load;
            Assert.That(ended.ExitCode, Is.Zero, ended.Error);
            Assert.That(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Contains("accepts requests without a credential"));
            Assert.That(
                ended.Output, Does.Contain(string.Create(CultureInfo.InvariantCulture, $"Stopped. {accepted.Count:N0} events accepted since the start.")));
        }

        await using ((await ServeProcess.StartAsync(vidora.Address, folder.File())).Process)
        {
            await Eventually.IsTrueAsync(() => !accepted.Except(vidora.Events.Select(received => received.Event.EventId!)).Any());
        }
    }

    private static bool IgnoresInterrupts()
    {
        const ulong Interrupt = 1 << 1;
        const string Ignored = "SigIgn:";
        return OperatingSystem.IsLinux()
            && File.ReadLines("/proc/self/status").First(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is var line
            && (Convert.ToUInt64(line[Ignored.Length..].Trim(), 16) & Interrupt) != 0;
    }

    private static void AddFaults(VidoraEmulator vidora, Random random)
    {
        vidora.Script.Clear();
        FaultAnswer answer = random.Next(5) switch
        {
            0 => new() { Status = 503, Times = 3 },
            1 => new() { Delay = TimeSpan.FromSeconds(2), Times = 3 },
            2 => new() { CutAfterBody = true, Apply = true, Times = 3 },
            3 => new() { Status = 500, Apply = true, Times = 3 },
            _ => new() { CutBeforeBody = true },
        };
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", FromRequest = random.Next(1, 4), Answers = [answer] });
    }

    private static Task Load(Uri address, Sequence batches, ConcurrentBag<string> accepted, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = address };
            while (!cancellationToken.IsCancellationRequested)
            {
                var name = batches.Next();
                using var content = new StringContent(Batches.One(name), Encoding.UTF8, "application/json");
                try
                {
                    using var response = await http.PostAsync("/mparticle/batches", content, cancellationToken);
                    if (response.StatusCode is HttpStatusCode.Accepted)
                    {
                        accepted.Add("id-" + name);
                    }
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    // The host is gone, or goes: what was not answered was not accepted.
                    return;
                }
            }
        })));

    private sealed class Sequence
    {
        private int _last;

        public string Next() => Interlocked.Increment(ref _last).ToString("D7", CultureInfo.InvariantCulture);
    }
}
