using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// What the emulator takes: events a second of processor time, recording and counting; the memory of a million events; its first page.
/// The emulator has a process of its own, so that the sender's time is not in it.
/// </summary>
internal static partial class EmulatorFigures
{
    private const int EventsPerRequest = 500;
    private const int Connections = 4;
    private const long Million = 1_000_000;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(10);

    public static async Task PrintAsync()
    {
        byte[][] bodies = [.. Corpus.Requests(20, EventsPerRequest).Select(Corpus.BodyOf)];
        await PrintEventsAsync("emulator_recording", SinkProcess.Recording, bodies);
        await PrintEventsAsync("emulator_counting", SinkProcess.Counting, bodies);
        await PrintMemoryAsync(bodies);
        await PrintFirstPageAsync(bodies);
    }

    private static async Task PrintEventsAsync(string figure, string mode, byte[][] bodies)
    {
        await using var emulator = await SinkProcess.StartAsync(mode);
        var load = LoadOf(emulator, bodies);
        await load.RunAsync(_warmUp);
        var countBefore = await emulator.CountAsync();
        var processorBefore = emulator.Process.ProcessorTime;
        var result = await load.RunAsync(_measured);
        var processor = (emulator.Process.ProcessorTime - processorBefore).TotalSeconds;
        var events = await emulator.CountAsync() - countBefore;
        Figures.Print(figure, json =>
        {
            json.WriteNumber("events_per_s", Math.Round(events / result.Elapsed.TotalSeconds));
            json.WriteNumber("events_per_processor_s", Math.Round(events / processor));
            json.WriteNumber("bytes_per_event", load.BytesPerBody / EventsPerRequest);
            json.WriteNumber("events", events);
            json.WriteNumber("refused_requests", result.Refused);
        });
    }

    private static async Task PrintMemoryAsync(byte[][] bodies)
    {
        await using var emulator = await SinkProcess.StartAsync(SinkProcess.Recording);
        var load = LoadOf(emulator, bodies);
        var peak = 0L;
        while (await emulator.CountAsync() < Million)
        {
            await load.RunAsync(TimeSpan.FromSeconds(1));
            peak = Math.Max(peak, emulator.Process.Memory);
        }

        var kept = await emulator.CountAsync();
        Figures.Print("emulator_memory", json =>
        {
            json.WriteNumber("events_received", kept);
            json.WriteNumber("events_kept_at_most", Million);
            json.WriteNumber("peak_memory_mb", Math.Round(peak / 1e6));
        });
    }

    /// <summary>The first page with events on it, and with the style, script and icon that a browser fetches for it.</summary>
    private static async Task PrintFirstPageAsync(byte[][] bodies)
    {
        await using var emulator = await SinkProcess.StartAsync(SinkProcess.Recording);
        using var http = new HttpClient { BaseAddress = emulator.Address };
        using (var sent = await http.PostAsync("/v1/validate?api_key=demo-key", new ByteArrayContent(bodies[0])))
        {
            sent.EnsureSuccessStatusCode();
        }

        var times = new List<double>();
        var page = "";
        for (var i = 0; i < 21; i++)
        {
            var start = Stopwatch.GetTimestamp();
            page = await http.GetStringAsync("/");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var assets = AssetAddress().Matches(page).Select(match => match.Groups["address"].Value).Distinct();
        var sizes = await Task.WhenAll(assets.Select(async asset => (await http.GetByteArrayAsync(asset)).Length));
        Figures.Print("emulator_first_page", json =>
        {
            json.WriteNumber("first_ms", Math.Round(times[0], 1));
            json.WriteNumber("median_of_the_next_20_ms", Math.Round(times.Skip(1).Order().ElementAt(10), 1));
            json.WriteNumber("page_kb", Math.Round(Encoding.UTF8.GetByteCount(page) / 1e3, 1));
            json.WriteNumber("with_assets_kb", Math.Round((Encoding.UTF8.GetByteCount(page) + sizes.Sum()) / 1e3, 1));
        });
    }

    [GeneratedRegex("\"(?<address>/assets/[^\"]+)\"")]
    private static partial Regex AssetAddress();

    private static SocketLoad LoadOf(SinkProcess emulator, byte[][] bodies) =>
        new(new Uri(emulator.Address, "/v1/validate?api_key=demo-key"), bodies, Connections);
}
