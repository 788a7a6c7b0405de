using System.Diagnostics;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>The replay of an archive to a bare sink, beside a bare read of its files.</summary>
internal static class ReplayFloor
{
    private const long ArchiveBytes = 100_000_000;

    public static async Task AddAsync(FloorTable table)
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(SinkProcess.Bare);
        var archive = Path.Combine(folder.Path, "archive");
        var bytes = ReplayFigures.Generate(archive, ArchiveBytes);
        var round = 0;
        await table.AddAsync(new Pair
        {
            Name = "replay",
            Unit = "mb_per_s",
            FloorName = "a read of the same files in pieces of 64 KB",
            Figure = async () =>
            {
                var start = Stopwatch.GetTimestamp();
                await ReplayFigures.ReplayAsync(archive, sink.Address, new ReplayOptions { CheckpointFile = folder.File($"{round++}.checkpoint") });
                return bytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
            },
            Floor = async () => bytes / 1e6 / (await ReplayFigures.ReadAsync(archive)).TotalSeconds,
        });
    }
}
