using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.AotProbe;

/// <summary>How large this program is, and how soon it runs and listens: medians of some starts, measured from outside.</summary>
internal static class Figures
{
    private const int Starts = 9;

    public static async Task PrintAsync()
    {
        var program = Environment.ProcessPath!;
        var times = new List<(double Running, double Listening)>();
        for (var i = 0; i < Starts; i++)
        {
            times.Add(await StartAsync(program));
        }

        using var line = new MemoryStream();
        await using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("figure", "aot");
            json.WriteNumber("program_megabytes", Math.Round(new FileInfo(program).Length / 1e6, 1));
            json.WriteNumber("start_ms", Median(times.Select(time => time.Running)));
            json.WriteNumber("listening_ms", Median(times.Select(time => time.Listening)));
            json.WriteNumber("starts", Starts);
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(line.ToArray()));
    }

    private static async Task<(double Running, double Listening)> StartAsync(string program)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, "start") { RedirectStandardOutput = true })!;
        Checks.Equal("running", await process.StandardOutput.ReadLineAsync(), "the first line");
        var running = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Checks.Equal("listening", await process.StandardOutput.ReadLineAsync(), "the second line");
        var listening = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await process.WaitForExitAsync();
        return (running, listening);
    }

    private static double Median(IEnumerable<double> values) => Math.Round(values.Order().ElementAt(Starts / 2), 1);
}
