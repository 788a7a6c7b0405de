using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How many requests a second <c>POST …/batches</c> takes, one batch of 2–4 KB a request over 32 connections, with an fsync before
/// each answer: while Vidora is up, and while it is down. Host, sink and client are three processes on one machine, so the
/// processor time of each is printed too.
/// </summary>
internal static class ServeFigures
{
    private const int Connections = 32;
    private const int BatchCount = 2_000;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(15);

    public static async Task PrintAsync()
    {
        var folder = Directory.CreateTempSubdirectory("vidora-serve-");
        await using var sink = await SinkProcess.StartAsync();
        try
        {
            await using var host = BenchmarkProcess.Start("serve-host", sink.Address.ToString(), Path.Combine(folder.FullName, "queue.db"));
            var load = LoadOf(await host.ReadAsync());
            await load.RunAsync(_warmUp);
            await PrintAsync("serve_vidora_up", load, host, sink.Process);
            await sink.Process.StopAsync();
            await load.RunAsync(_warmUp);
            await PrintAsync("serve_vidora_down", load, host, sink.Process);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Requests of a batch each to a host at this address.</summary>
    public static SocketLoad LoadOf(string host) => new(new Uri(new Uri(host), "/mparticle/batches"), Corpus.Generate(BatchCount), Connections);

    /// <summary>The host: prints its address, and how many events wait for each line that it reads.</summary>
    public static async Task HostAsync(string vidora, string queueFile)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = new Uri(vidora);
                options.ApiKey = "demo-key";
                options.ApiSecret = "demo-secret";
            })
            .AddForwarding(options => options.QueueFile = queueFile);
        await using var app = builder.Build();
        app.MapVidora(configure: options => options.AllowAnonymousWebhook = true);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        while (await Console.In.ReadLineAsync() is not null)
        {
            var status = await app.Services.GetRequiredService<VidoraForwarder>().GetStatusAsync();
            Console.WriteLine(status.Store.Events.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task PrintAsync(string figure, SocketLoad load, BenchmarkProcess host, BenchmarkProcess sink)
    {
        var before = await ObserveAsync(host, sink);
        var result = await load.RunAsync(_measured);
        var after = await ObserveAsync(host, sink);
        Figures.Print(figure, json =>
        {
            json.WriteNumber("requests_per_s", Math.Round(result.Count / result.Elapsed.TotalSeconds));
            json.WriteNumber("p50_ms", Math.Round(result.Percentile(0.5), 2));
            json.WriteNumber("p99_ms", Math.Round(result.Percentile(0.99), 2));
            json.WriteNumber("max_ms", Math.Round(result.Percentile(1), 2));
            json.WriteNumber("not_202", result.Refused);
            json.WriteNumber("connections", Connections);
            json.WriteNumber("bytes_per_batch", load.BytesPerBody);
            json.WriteNumber("events_waiting_before", before.Waiting);
            json.WriteNumber("events_waiting_after", after.Waiting);
            json.WriteNumber("host_processor_us_per_request", Math.Round((after.Host - before.Host).TotalMicroseconds / result.Count));
            json.WriteNumber("sink_processor_us_per_request", Math.Round((after.Sink - before.Sink).TotalMicroseconds / result.Count));
            json.WriteNumber("client_processor_us_per_request", Math.Round((after.Client - before.Client).TotalMicroseconds / result.Count));
            json.WriteNumber("host_memory_mb", host.Memory >> 20);
        });
    }

    private static async Task<(long Waiting, TimeSpan Host, TimeSpan Sink, TimeSpan Client)> ObserveAsync(BenchmarkProcess host, BenchmarkProcess sink)
    {
        var waiting = long.Parse(await host.AskAsync(), CultureInfo.InvariantCulture);
        using var client = Process.GetCurrentProcess();
        return (waiting, host.ProcessorTime, sink.HasExited ? TimeSpan.Zero : sink.ProcessorTime, client.TotalProcessorTime);
    }
}
