using System.Diagnostics;
using System.Globalization;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// A million predictions through the whole of an import, to an emulator in this process: all changed without a limit, none changed
/// (in a process of its own, so that the memory is the import's), and at mParticle's documented limit.
/// </summary>
internal static class WriteBackBenchmark
{
    private const int Million = 1_000_000;
    private const int Limit = 270;
    private const string Pipeline = "Likelihood to Purchase";

    private static readonly TimeSpan _ramp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan _limitedRun = TimeSpan.FromSeconds(26);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("vidora-benchmark-");
        try
        {
            var export = WriteExport(Path.Combine(folder.FullName, "million.csv"), Million);
            var state = Path.Combine(folder.FullName, "state.db");
            await using var emulator = await VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = null);
            var isGood = await RunChangedAsync(emulator, export, state);
            isGood &= await RunUnchangedInItsOwnProcessAsync(emulator, export, state);
            isGood &= await RunLimitedAsync(folder.FullName);
            return isGood ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<int> RunUnchangedAsync(string export, string stateFile, Uri feed)
    {
        var result = await ImportAsync(export, stateFile, feed, limit: null);
        using var process = Process.GetCurrentProcess();
        var megabytes = process.PeakWorkingSet64 / (1024d * 1024);
        var isGood = result.Unchanged == Million && result.Requests == 0 && result.Duration < TimeSpan.FromSeconds(30) && megabytes < 250;
        Figures.Print("writeback_unchanged", json =>
        {
            json.WriteNumber("users", result.Rows);
            json.WriteNumber("unchanged", result.Unchanged);
            json.WriteNumber("requests", result.Requests);
            json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, 2));
            json.WriteNumber("peak_memory_mb", Math.Round(megabytes, 1));
            json.WriteBoolean("good", isGood);
        });
        return isGood ? 0 : 1;
    }

    private static async Task<bool> RunChangedAsync(VidoraEmulator emulator, string export, string stateFile)
    {
        var result = await ImportAsync(export, stateFile, emulator.Address, limit: null);
        var rate = result.Rows / result.Duration.TotalSeconds;
        var lost = result.Rows - emulator.Users.Count;
        var isGood = rate >= 15_000 && lost == 0 && result.Added == Million;
        Figures.Print("writeback_all_changed", json =>
        {
            json.WriteNumber("users", result.Rows);
            json.WriteNumber("lost", lost);
            json.WriteNumber("requests", result.Requests);
            json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, 2));
            json.WriteNumber("users_per_second", Math.Round(rate));
            json.WriteBoolean("good", isGood);
        });
        return isGood;
    }

    private static async Task<bool> RunUnchangedInItsOwnProcessAsync(VidoraEmulator emulator, string export, string state)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Vidora.Integration.Benchmarks.dll"), "writeback", "unchanged", export, state, emulator.Address.ToString()]);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static async Task<bool> RunLimitedAsync(string folder)
    {
        await using var emulator = await VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = Limit);
        var export = WriteExport(Path.Combine(folder, "limited.csv"), (int)(Limit * (_limitedRun + _ramp).TotalSeconds));
        using var stop = new CancellationTokenSource();
        var import = ImportAsync(export, Path.Combine(folder, "limited.db"), emulator.Address, Limit, stop.Token);
        await Task.Delay(_ramp, CancellationToken.None);
        var refusedInRamp = Refused(emulator);
        var (from, fromTime) = await NextRequestAsync(emulator);
        await Task.Delay(_limitedRun - _ramp, CancellationToken.None);
        var (to, toTime) = await NextRequestAsync(emulator);
        var refused = Refused(emulator) - refusedInRamp;
        await stop.CancelAsync();
        try
        {
            await import;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        var rate = (to - from) / toTime.Subtract(fromTime).TotalSeconds;
        var share = 100 * rate / Limit;
        var isGood = share is >= 90 and <= 100 && refused == 0;
        Figures.Print("writeback_at_limit", json =>
        {
            json.WriteNumber("limit", Limit);
            json.WriteNumber("users_per_second", Math.Round(rate, 1));
            json.WriteNumber("percent_of_limit", Math.Round(share, 1));
            json.WriteNumber("refused_after_ramp", refused);
            json.WriteNumber("refused_in_ramp", refusedInRamp);
            json.WriteBoolean("good", isGood);
        });
        return isGood;
    }

    /// <summary>Requests come a third of a second apart: a rate is measured from one to another.</summary>
    private static async Task<(long Users, TimeSpan At)> NextRequestAsync(VidoraEmulator emulator)
    {
        var before = emulator.GetState().FeedBatches;
        while (true)
        {
            var now = emulator.GetState().FeedBatches;
            if (now != before)
            {
                return (now, TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency));
            }

            await Task.Delay(2, CancellationToken.None);
        }
    }

    private static long Refused(VidoraEmulator emulator) => emulator.GetState().RequestsByStatus.GetValueOrDefault(429);

    private static async Task<PredictionImportResult> ImportAsync(
        string export, string stateFile, Uri address, int? limit, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        var feed = new MParticleFeedClient(http, new MParticleFeedOptions
        {
            Host = new MParticleFeedHost(address),
            Key = "feed-key",
            Secret = "feed-secret",
        });
        using var importer = new PredictionImporter(feed, stateFile);
        var file = new PredictionExportFile { Path = export, Pipeline = Pipeline };
        return await importer.RunAsync(file, new PredictionImportOptions { UsersPerSecond = limit }, null, cancellationToken);
    }

    private static string WriteExport(string path, int rows)
    {
        var random = new Random(4);
        using var writer = new StreamWriter(path);
        writer.WriteLine("user_id,Conversion Probability,Percentile");
        for (var i = 0; i < rows; i++)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{random.NextInt64(long.MinValue, long.MaxValue)},{random.NextDouble():0.######},{(double)i / rows:0.######}"));
        }

        return path;
    }
}
