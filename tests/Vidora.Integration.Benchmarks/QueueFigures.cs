using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// The queue by itself: how fast many callers can append, with an fsync before each answer, while Vidora is down; and how
/// fast, and in how much memory, a long queue empties once it is up. The sink is an emulator in another process.
/// </summary>
internal static class QueueFigures
{
    public const int Callers = 32;
    private static readonly TimeSpan _appendTime = TimeSpan.FromSeconds(8);

    public static async Task PrintAsync(long events)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-queue-");
        try
        {
            var vidora = FreeAddress();
            await using var provider = Build(vidora, Path.Combine(folder.FullName, "queue.db"));
            var hosted = provider.GetRequiredService<IHostedService>();
            var forwarder = provider.GetRequiredService<VidoraForwarder>();
            await hosted.StartAsync(CancellationToken.None);
            await AppendAsync(forwarder);
            await FillAsync(forwarder, events);
            await DrainAsync(forwarder, vidora);
            await hosted.StopAsync(CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A forwarder with the queue and nothing else.</summary>
    public static ServiceProvider Build(Uri vidora, string queueFile)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services
            .AddVidora(options =>
            {
                options.BaseAddress = vidora;
                options.ApiKey = "demo-key";
            })
            .AddForwarding(options =>
            {
                options.QueueFile = queueFile;
                options.Sending.MaxRetryDelay = TimeSpan.FromSeconds(2);
            });
        return services.BuildServiceProvider();
    }

    private static async Task AppendAsync(VidoraForwarder forwarder)
    {
        var one = new[] { Sample(0) };
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (watch.Elapsed < _appendTime)
            {
                var start = Stopwatch.GetTimestamp();
                await forwarder.AcceptAsync(one);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        var all = latencies.SelectMany(own => own).Order().ToList();
        Figures.Print("queue_append", json =>
        {
            json.WriteNumber("appends_per_s", Math.Round(all.Count / watch.Elapsed.TotalSeconds));
            json.WriteNumber("p50_ms", Math.Round(all[all.Count / 2], 2));
            json.WriteNumber("p99_ms", Math.Round(all[(int)(all.Count * 0.99)], 2));
            json.WriteNumber("bytes_per_event", one[0].Utf8Json.Length);
        });
    }

    private static async Task FillAsync(VidoraForwarder forwarder, long events)
    {
        for (var i = 0; forwarder.Store.LastId < events; i++)
        {
            await forwarder.AcceptAsync(Enumerable.Range(i * 500, 500).Select(Sample).ToList());
        }
    }

    private static async Task DrainAsync(VidoraForwarder forwarder, Uri vidora)
    {
        // The times of the appends are memory of the measurement, not of the queue.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        var events = (await forwarder.GetStatusAsync()).Store.Events;
        await using var sink = await SinkProcess.StartAsync(listen: vidora);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var flushing = forwarder.FlushAsync(TimeSpan.FromMinutes(10));
        long memory = 0;
        while (!flushing.IsCompleted)
        {
            memory = Math.Max(memory, Environment.WorkingSet);
            await Task.WhenAny(flushing, Task.Delay(100));
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var finished = (await flushing).Finished;
        var received = await sink.CountAsync();
        Figures.Print("queue_drain", json =>
        {
            json.WriteBoolean("finished", finished);
            json.WriteNumber("events", events);
            json.WriteNumber("received", received);
            json.WriteNumber("events_per_s", Math.Round(events / seconds));
            json.WriteNumber("cpu_s", Math.Round((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds, 1));
            json.WriteNumber("peak_memory_mb", memory >> 20);
        });
    }

    public static VidoraEvent Sample(int number) => new(
        (-7_346_244_611_012_968_789 + (number % 10_000)).ToString(CultureInfo.InvariantCulture),
        "purchase",
        Enumerable.Range(0, 20).Select(i => new KeyValuePair<string, VidoraValue>(
            "user_attribute_" + i.ToString(CultureInfo.InvariantCulture), "a value as customers have them, not too short")))
    {
        EventId = number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>An address without a listener: Vidora is down until the queue is full.</summary>
    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
    }
}
