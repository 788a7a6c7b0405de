using System.Diagnostics;
using System.Globalization;
using Vidora.Integration.Delivery;
using Vidora.Integration.Generator;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How fast an archive is replayed: files on disk, through mapper and sender with a checkpoint, to an emulator that only
/// counts, in a process of its own on the same machine. Beside it a bare read of the same files.
/// </summary>
internal static class ReplayFigures
{
    private const int Files = 10;

    public static async Task PrintAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-replay-").FullName;
        await using var sink = await SinkProcess.StartAsync();
        try
        {
            var archive = Path.Combine(folder, "archive");
            var bytes = Generate(archive, megabytes * 1_000_000L);
            var address = sink.Address;

            // Compiles all of the way first; the figure is about archives that take longer than that.
            await ReplayAsync(archive, address, new ReplayOptions());
            var countBefore = await sink.CountAsync();
            var sinkBefore = sink.Process.ProcessorTime;
            var beforeDryRun = Process.GetCurrentProcess().TotalProcessorTime;
            await ReplayAsync(archive, address, new ReplayOptions { DryRun = true });
            var dryRun = Process.GetCurrentProcess().TotalProcessorTime - beforeDryRun;
            var bare = await ReadAsync(archive);

            using var ended = new CancellationTokenSource();
            var memory = WatchMemoryAsync(ended.Token);
            var processor = Process.GetCurrentProcess().TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            var report = await ReplayAsync(archive, address, new ReplayOptions { CheckpointFile = Path.Combine(folder, "checkpoint") });
            var elapsed = Stopwatch.GetElapsedTime(start);
            processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
            await ended.CancelAsync();
            var peak = await memory;
            var counted = await sink.CountAsync() - countBefore;
            Figures.Print("replay", json =>
            {
                json.WriteNumber("events_per_s", Math.Round(report.Total.Delivered / elapsed.TotalSeconds));
                json.WriteNumber("mb_per_s", Math.Round(bytes / 1e6 / elapsed.TotalSeconds, 1));
                json.WriteNumber("peak_working_set_mb", Math.Round(peak / 1e6));
                json.WriteNumber("ratio_to_bare_read", Math.Round(bare / elapsed, 3));
                json.WriteNumber("processor_seconds", Math.Round(processor.TotalSeconds, 1));
                json.WriteNumber("processor_seconds_dry_run", Math.Round(dryRun.TotalSeconds, 1));
                json.WriteNumber("processor_seconds_sink", Math.Round((sink.Process.ProcessorTime - sinkBefore).TotalSeconds, 1));
                json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 1));
                json.WriteNumber("events", report.Total.Delivered);
                json.WriteNumber("documents", report.Total.Documents);
                json.WriteNumber("archive_mb", bytes / 1_000_000);
                json.WriteBoolean("all_counted", counted == report.Total.Delivered && report.IsClean);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<ReplayReport> ReplayAsync(string archive, Uri address, ReplayOptions options)
    {
        var account = new VidoraOptions { BaseAddress = address, ApiKey = "demo-key" };
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var replay = new VidoraReplay(new VidoraClient(http, account), account);
        return await replay.RunAsync(ReplayInput.FromFiles([archive]), options);
    }

    public static long Generate(string folder, long bytes)
    {
        var generator = new BatchGenerator(seed: 20_240_601);
        var written = 0L;
        for (var number = 0; number < Files; number++)
        {
            var day = Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"2026-01-{number + 1:00}")));
            using var file = File.Create(Path.Combine(day.FullName, string.Create(CultureInfo.InvariantCulture, $"Shop_202601{number + 1:00}120000000_{number:00000}.txt")));
            while (file.Position < bytes / Files)
            {
                file.Write(generator.Next());
                file.WriteByte((byte)'\n');
            }

            written += file.Position;
        }

        return written;
    }

    public static async Task<TimeSpan> ReadAsync(string folder)
    {
        var buffer = new byte[64 * 1024];
        var start = Stopwatch.GetTimestamp();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
            while (await file.ReadAsync(buffer) > 0)
            {
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<long> WatchMemoryAsync(CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var peak = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            process.Refresh();
            peak = Math.Max(peak, process.WorkingSet64);
            await Task.Delay(50, CancellationToken.None);
        }

        return peak;
    }
}
