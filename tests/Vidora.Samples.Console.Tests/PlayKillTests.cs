using System.Globalization;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

/// <summary>
/// Plays mParticle against a real host that is killed again and again. VIDORA_TEST_RATE and VIDORA_TEST_SECONDS set how much is sent. The
/// long run alone: VIDORA_TEST_LONG=true VIDORA_TEST_KILLS=5 dotnet test tests/Vidora.Samples.Console.Tests --filter PlayKill
/// </summary>
[Slow]
[Parallelizable]
[Platform(Exclude = "Win", Reason = "Processes are killed.")]
public sealed class PlayKillTests
{
    private static readonly int _kills = TestRun.Size("VIDORA_TEST_KILLS", usual: 1, full: 20);
    private static readonly int _rate = TestRun.Size("VIDORA_TEST_RATE", usual: 100, full: 2_000);
    private static readonly int _batches = _rate * TestRun.Size("VIDORA_TEST_SECONDS", usual: 5, full: 60);

    [TestCase("webhook-batches", 0)]
    [TestCase("firehose", 3)]
    public async Task Play_HostKilledAgainAndAgain_AddsUpExactly(string output, int erasures)
    {
        await using var vidora = await VidoraEmulator.StartAsync(options => options.MaxEvents = 4_000_000);
        var queue = Fixture.NewPath("queue.db");
        var (serve, address) = await StartAsync(vidora, queue, new Uri("http://127.0.0.1:0"));
        var play = TestProcess.Dotnet(
            "vidora.dll",
            [
                "play", "--to", address.ToString(), "--vidora", vidora.Address.ToString(), "--output", output, "--json", "--connections", "64", "--erasures", erasures.ToString(CultureInfo.InvariantCulture),
                "--batches", _batches.ToString(CultureInfo.InvariantCulture), "--rate", _rate.ToString(CultureInfo.InvariantCulture),
            ]);
        try
        {
            for (var kill = 1; kill <= _kills; kill++)
            {
                // The first kill as soon as events arrive, so that the play is not over; each other after the next part of them.
                var next = kill == 1 ? 1 : vidora.GetState().Received + (_batches / (_kills + 2));
                await Eventually.IsTrueAsync(() => vidora.GetState().Received >= next || play.HasEnded, "events arrive", TimeSpan.FromMinutes(5));
                Assert.That(play.HasEnded, Is.False, play.Output + play.Error);
                await serve.KillAsync();
                serve.Dispose();
                (serve, _) = await StartAsync(vidora, queue, address);
            }

            var (exitCode, text, error) = await play.EndAsync(TimeSpan.FromMinutes(10));
            TestContext.Out.WriteLine($"{output}, {_kills} kills: {text}");
            var result = JsonNode.Parse(text)!;
            Assert.That(exitCode, Is.Zero, text + error);
            Assert.That((bool?)result["exact"], Is.True, text);
            Assert.That((long?)result["lost_events"], Is.Zero, text);
            Assert.That((long?)result["unexpected_events"], Is.Zero, text);
            Assert.That((long?)result["sent_events"], Is.EqualTo((long?)result["accepted_events"]), text);
            Assert.That((long?)result["retries"], Is.Positive, text);
            Assert.That(vidora.DeletedUsers, Has.Count.EqualTo(erasures));
            var ended = await serve.StopAsync();
            Assert.That(ended.ExitCode, Is.Zero, ended.Error);
        }
        finally
        {
            play.Dispose();
            serve.Dispose();
        }
    }

    private static async Task<(TestProcess Serve, Uri Address)> StartAsync(VidoraEmulator vidora, string queue, Uri listen)
    {
        var serve = TestProcess.Dotnet(
            "vidora.dll", ["serve", "--to", vidora.Address.ToString(), "--queue", queue, "--listen", listen.ToString()],
            start => (start.Environment["VIDORA_API_KEY"], start.Environment["VIDORA_API_SECRET"]) = (vidora.ApiKey, vidora.ApiSecret));
        return (serve, new Uri((await serve.LineAsync()).Split(' ')[2]));
    }
}
