using System.Diagnostics;
using System.Globalization;

namespace Vidora.Samples.Console.Tests;

/// <summary>A real <c>vidora replay</c> in a process of its own, to be killed or measured.</summary>
internal sealed class ReplayProcess : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <param name="archive">What is replayed.</param>
    /// <param name="vidora">Where to.</param>
    /// <param name="more">More arguments.</param>
    /// <param name="heapLimit">How many bytes of managed memory it may have at most; it fails when it needs more.</param>
    public ReplayProcess(string archive, Uri vidora, string[] more, long? heapLimit = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "vidora.dll"), "replay", archive, "--to", vidora.ToString(), .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VIDORA_API_KEY"] = "demo-key";
        start.Environment.Remove("VIDORA_API_SECRET");
        if (heapLimit is { } limit)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture);
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>The most memory that was resident so far, in bytes.</summary>
    public long PeakMemory { get; private set; }

    /// <summary><c>kill -9</c>: no handler runs, no buffer is written.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(_limit);
    }

    /// <summary>Waits until it ends by itself, and looks at its memory meanwhile.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync(TimeSpan? limit = null)
    {
        var ended = _process.WaitForExitAsync();
        var start = Stopwatch.GetTimestamp();
        while (!ended.IsCompleted)
        {
            LookAtMemory();
            await Task.WhenAny(ended, Task.Delay(20));
            if (Stopwatch.GetElapsedTime(start) > (limit ?? _limit))
            {
                await KillAsync();
                Assert.Fail("The replay did not end.");
            }
        }

        return (_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void LookAtMemory()
    {
        try
        {
            _process.Refresh();
            PeakMemory = Math.Max(PeakMemory, _process.PeakWorkingSet64);
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
