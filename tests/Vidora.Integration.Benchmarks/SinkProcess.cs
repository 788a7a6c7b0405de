using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.Benchmarks;

/// <summary>Receives requests in another process, so that its cost does not count as that of the measured one.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    /// <summary>Reads each body, does nothing with it, and answers 202: the least that a receiver can do.</summary>
    public const string Bare = "bare";

    /// <summary>An emulator that counts events and lets them go.</summary>
    public const string Counting = "count";

    /// <summary>An emulator that keeps every event, as it does by default.</summary>
    public const string Recording = "record";

    private static readonly Uri _anyPort = new("http://127.0.0.1:0");

    private SinkProcess(BenchmarkProcess process, Uri address)
    {
        Process = process;
        Address = address;
    }

    public BenchmarkProcess Process { get; }

    public Uri Address { get; }

    public static async Task<SinkProcess> StartAsync(string mode = Counting, Uri? listen = null)
    {
        var process = BenchmarkProcess.StartWithoutProfiling("sink", mode, (listen ?? _anyPort).ToString());
        return new SinkProcess(process, new Uri(await process.ReadAsync()));
    }

    /// <summary>The other process: prints its address and runs until its input ends.</summary>
    public static async Task RunAsync(string mode, Uri listen)
    {
        if (mode == Bare)
        {
            await RunBareAsync(listen);
            return;
        }

        await using var emulator = await VidoraEmulator.StartAsync(options =>
        {
            options.Listen = listen;
            options.CountOnly = mode == Counting;
        });
        Console.WriteLine(emulator.Address);
        await Console.In.ReadToEndAsync();
    }

    /// <summary>How many events have come to an emulator.</summary>
    public async Task<long> CountAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var state = JsonDocument.Parse(await http.GetStringAsync("/emulator/state"));
        return state.RootElement.GetProperty("received").GetInt64();
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task RunBareAsync(Uri listen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(listen.ToString());
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var body = context.Request.BodyReader;
            while (true)
            {
                var read = await body.ReadAsync();
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
    }
}
