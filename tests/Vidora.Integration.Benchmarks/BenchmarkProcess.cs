using System.Diagnostics;
using System.Text;

namespace Vidora.Integration.Benchmarks;

/// <summary>A program in another process, which prints lines and answers lines.</summary>
internal sealed class BenchmarkProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private BenchmarkProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => _error.AppendLine(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Gets the working set in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts this program with a command.</summary>
    public static BenchmarkProcess Start(params string[] arguments) => new(Program(arguments));

    /// <summary>Starts this program where seconds are measured: profiling for the compiler would take the first of them.</summary>
    public static BenchmarkProcess StartWithoutProfiling(params string[] arguments)
    {
        var start = Program(arguments);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new BenchmarkProcess(start);
    }

    /// <summary>Starts another program.</summary>
    public static BenchmarkProcess Start(string file, IEnumerable<string> arguments) => new(new ProcessStartInfo(file, arguments));

    public async Task<string> ReadAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            return line;
        }

        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"A process of the benchmark has ended.\n{_error}");
    }

    /// <summary>Writes a line, and reads the answer.</summary>
    public async Task<string> AskAsync(string line = "")
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    /// <summary>Waits for the end of a program that ends by itself.</summary>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public async Task EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"A process of the benchmark has failed.\n{output}{_error}");
        }
    }

    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Program(string[] arguments) => new("dotnet", [typeof(BenchmarkProcess).Assembly.Location, .. arguments]);
}
