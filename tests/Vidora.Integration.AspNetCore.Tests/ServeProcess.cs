using System.Diagnostics;
using System.Globalization;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>A real <c>vidora serve</c> in a process of its own, to be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    private ServeProcess(Process process, Uri address, Task<string> error)
    {
        _process = process;
        Address = address;
        _error = error;
    }

    public Uri Address { get; }

    public static async Task<ServeProcess> StartAsync(Uri vidora, string queueFile, params string[] more)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "vidora.dll"), "serve", "--listen", "http://127.0.0.1:0", "--to", vidora.ToString(), "--queue", queueFile, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Starting is what takes most of the time here; the first requests need no optimised code.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var name in new[] { "VIDORA_API_KEY", "VIDORA_API_SECRET", "VIDORA_TOKEN" })
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync().WaitAsync(_limit);
        if (first is null)
        {
            throw new InvalidOperationException(await error);
        }

        return new ServeProcess(process, new Uri(first.Split(' ')[2]), error);
    }

    /// <summary><c>kill -9</c>: no handler runs, no buffer is written.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(_limit);
    }

    /// <summary>Asks the process to end and says how it did.</summary>
    public async Task<(int ExitCode, string Output, string Error)> SignalAsync(string signal)
    {
        using (var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(_limit);
        await _process.WaitForExitAsync().WaitAsync(_limit);
        return (_process.ExitCode, output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
