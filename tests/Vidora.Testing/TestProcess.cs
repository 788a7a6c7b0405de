using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace Vidora.Testing;

/// <summary>Runs a program as a separate process, records its output, and bounds the time that its end takes.</summary>
public sealed class TestProcess : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);
    private static readonly string[] _keys = ["VIDORA_API_KEY", "VIDORA_API_SECRET", "VIDORA_WEBHOOK_AUTHORIZATION", "VIDORA_FIREHOSE_TOKEN", "VIDORA_OPERATOR_CREDENTIAL"];

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Action<string>? _onLine;

    private TestProcess(ProcessStartInfo start, Action<string>? onLine)
    {
        _onLine = onLine;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data, _onLine);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data, null);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Gets the standard input. Set <c>RedirectStandardInput</c> when you start the process.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Gets what the process has printed.</summary>
    public string Output => Read(_output);

    /// <summary>Gets what the process has written to its error stream.</summary>
    public string Error => Read(_error);

    /// <summary>Gets the lines that the process has printed.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Gets the highest resident memory in bytes that <see cref="EndAsync"/> has seen.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>Starts <c>dotnet</c> with an assembly, without the account keys of this environment.</summary>
    /// <param name="assembly">The path of the assembly, or its file name beside the tests.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="change">Changes the start: environment, working folder, input.</param>
    /// <param name="onLine">Receives each line of the output.</param>
    public static TestProcess Dotnet(
        string assembly, IEnumerable<string> arguments, Action<ProcessStartInfo>? change = null, Action<string>? onLine = null) =>
        Start([Path.Combine(AppContext.BaseDirectory, assembly), .. arguments], change, onLine);

    /// <summary>Starts <c>dotnet exec</c> with an assembly that runs with the dependencies of a test assembly.</summary>
    public static TestProcess DotnetWith(
        string tests, string assembly, IEnumerable<string> arguments, Action<ProcessStartInfo>? change = null, Action<string>? onLine = null)
    {
        var host = Path.Combine(AppContext.BaseDirectory, tests);
        return Start(
            ["exec", "--runtimeconfig", host + ".runtimeconfig.json", "--depsfile", host + ".deps.json", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments],
            change,
            onLine);
    }

    /// <summary>Waits for a line of the output that meets the condition, and returns it. Default: the first line.</summary>
    public async Task<string> LineAsync(Func<string, bool>? condition = null)
    {
        string? line = null;
        await Eventually.IsTrueAsync(
            () =>
            {
                var ended = HasEnded;
                line = Lines.FirstOrDefault(condition ?? (_ => true));
                if (line is null && ended)
                {
                    _process.WaitForExit();
                    line = Lines.FirstOrDefault(condition ?? (_ => true));
                    Assert.That(line, Is.Not.Null, $"The process ended before it printed the line.\n{Output}{Error}");
                }

                return line is not null;
            },
            "the process prints the line");
        return line!;
    }

    /// <summary>Kills the process at once, as <c>kill -9</c>: no handler runs, no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(_limit);
    }

    /// <summary>Sends a signal and waits for the end. Default: SIGTERM, as a supervisor does.</summary>
    public async Task<Ended> StopAsync(string signal = "-TERM")
    {
        using (var kill = Process.Start("kill", [signal, Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        return await EndAsync();
    }

    /// <summary>Waits until the process ends, and samples its memory; kills it and fails the test after the limit.</summary>
    public async Task<Ended> EndAsync(TimeSpan? limit = null)
    {
        var ended = _process.WaitForExitAsync();
        var start = Stopwatch.GetTimestamp();
        while (!ended.IsCompleted)
        {
            SampleMemory();
            await Task.WhenAny(ended, Task.Delay(20));
            if (Stopwatch.GetElapsedTime(start) > (limit ?? _limit) && !ended.IsCompleted)
            {
                _process.Kill(entireProcessTree: true);
                Assert.Fail($"The process did not end in {limit ?? _limit}.\n{Output}{Error}");
            }
        }

        return new Ended(ExitCode, Output, Error);
    }

    public void Dispose()
    {
        if (!HasEnded)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static TestProcess Start(IEnumerable<string> arguments, Action<ProcessStartInfo>? change, Action<string>? onLine)
    {
        // The dotnet that runs the tests; the environment may have another one.
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(dotnet, arguments);

        // These processes live for seconds: profiling their code costs more than it saves.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var key in _keys)
        {
            start.Environment.Remove(key);
        }

        change?.Invoke(start);
        return new TestProcess(start, onLine);
    }

    private static void Add(StringBuilder text, string? line, Action<string>? onLine)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
        }

        onLine?.Invoke(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void SampleMemory()
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
