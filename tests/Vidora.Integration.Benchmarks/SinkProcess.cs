using System.Diagnostics;
using System.Text.Json;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.Benchmarks;

/// <summary>An emulator in a process of its own, so that what it costs is not counted as the measured process's.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    /// <summary>Counts events and lets them go.</summary>
    public const string Counting = "count";

    /// <summary>Keeps every event, as the emulator does by default.</summary>
    public const string Recording = "record";

    private static readonly Uri _anyPort = new("http://127.0.0.1:0");

    private SinkProcess(Process process, Uri address)
    {
        Process = process;
        Address = address;
    }

    public Process Process { get; }

    public Uri Address { get; }

    public static async Task<SinkProcess> StartAsync(string mode = Counting, Uri? listen = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SinkProcess).Assembly.Location, "sink", mode, (listen ?? _anyPort).ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Otherwise the first seconds go into measuring the emulator for the compiler (see the emulator's known limits).
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        return new SinkProcess(process, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    /// <summary>The other process: prints its address and runs until its input ends.</summary>
    public static async Task RunAsync(string mode, Uri listen)
    {
        await using var emulator = await VidoraEmulator.StartAsync(options =>
        {
            options.Listen = listen;
            options.CountOnly = mode == Counting;
        });
        Console.WriteLine(emulator.Address);
        await Console.In.ReadToEndAsync();
    }

    /// <summary>How many events have come.</summary>
    public async Task<long> CountAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var state = JsonDocument.Parse(await http.GetStringAsync("/emulator/state"));
        return state.RootElement.GetProperty("received").GetInt64();
    }

    public async Task StopAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Process.Dispose();
    }
}
