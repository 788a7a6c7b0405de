using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>The queue beside one that is written by hand: appends that are on disk when they return, and the way out.</summary>
internal static class QueueFloors
{
    private const int Events = 100_000;
    private const int EventsPerAppend = 500;

    /// <summary>As many as an everyday batch has.</summary>
    private const int EventsPerBatch = 2;

    public static async Task AddAsync(FloorTable table)
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(SinkProcess.Bare);
        await using var provider = QueueFigures.Build(sink.Address, folder.File());
        using var byHand = new HandwrittenQueue(folder.File("by-hand.db"));
        var hosted = provider.GetRequiredService<IHostedService>();
        var forwarder = provider.GetRequiredService<VidoraForwarder>();
        await hosted.StartAsync(CancellationToken.None);
        forwarder.Pause();
        await AddAppendAsync(table, forwarder, byHand);
        await DrainAsync(forwarder);
        byHand.Drain();
        await AddDrainAsync(table, "queue_drain", forwarder, byHand, EventsPerAppend);
        await AddDrainAsync(table, "queue_drain_of_batches", forwarder, byHand, EventsPerBatch);
        await hosted.StopAsync(CancellationToken.None);
    }

    private static async Task AddAppendAsync(FloorTable table, VidoraForwarder forwarder, HandwrittenQueue byHand)
    {
        VidoraEvent[] one = [QueueFigures.Sample(0)];
        var json = one[0].Utf8Json.ToArray();
        await table.AddAsync(new Pair
        {
            Name = "queue_append",
            Unit = "appends_per_s",
            FloorName = "SQLite, a row and a transaction an event",
            AtLeast = 1.5,
            Figure = () => Round.RateAsync(QueueFigures.Callers, _ => forwarder.AcceptAsync(one)),
            Floor = () => Round.RateAsync(QueueFigures.Callers, _ => byHand.AppendAsync(json)),
        });
    }

    private static async Task AddDrainAsync(FloorTable table, string name, VidoraForwarder forwarder, HandwrittenQueue byHand, int eventsPerAppend)
    {
        var events = Enumerable.Range(0, Events).Select(QueueFigures.Sample).ToArray();
        var appends = events.Chunk(eventsPerAppend).ToList();
        var json = Array.ConvertAll(events, item => item.Utf8Json.ToArray());
        var callers = new ParallelOptions { MaxDegreeOfParallelism = QueueFigures.Callers };
        await table.AddAsync(new Pair
        {
            Name = name,
            Unit = "events_per_s",
            FloorName = "SQLite, reads and deletes a row an event, sends none",
            AtLeast = 0.9,
            Figure = async () =>
            {
                await Parallel.ForEachAsync(appends, callers, async (append, stop) => await forwarder.AcceptAsync(append, stop));
                return Events / (await DrainAsync(forwarder)).TotalSeconds;
            },
            Floor = () =>
            {
                byHand.Fill(json);
                var start = Stopwatch.GetTimestamp();
                byHand.Drain();
                return Task.FromResult(Events / Stopwatch.GetElapsedTime(start).TotalSeconds);
            },
        });
    }

    /// <summary>Sends what waits, and pauses again.</summary>
    private static async Task<TimeSpan> DrainAsync(VidoraForwarder forwarder)
    {
        var start = Stopwatch.GetTimestamp();
        forwarder.Resume();
        var flushed = await forwarder.FlushAsync(TimeSpan.FromMinutes(1));
        var elapsed = Stopwatch.GetElapsedTime(start);
        forwarder.Pause();
        return flushed.Finished ? elapsed : throw new TimeoutException("The queue does not empty.");
    }
}
