using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;
using Microsoft.CodeAnalysis;
using Vidora.Integration.Emulator;

namespace Vidora.Documentation.Tests;

/// <summary>
/// The world that a block of code runs in: a folder, an emulator of both services, and a process of its own. Only addresses and
/// paths of the code are changed, so that it talks to the emulator and writes into the folder.
/// </summary>
internal sealed partial class Stage : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _assembly = "";
    private Process? _process;

    private Stage(VidoraEmulator emulator, DirectoryInfo folder)
    {
        Emulator = emulator;
        Folder = folder.FullName;
    }

    public VidoraEmulator Emulator { get; }

    /// <summary>The working folder of the program, and what stands for <c>/var/lib/acme</c>.</summary>
    public string Folder { get; }

    /// <summary>The lines that the program has printed.</summary>
    public string[] Lines
    {
        get
        {
            lock (_output)
            {
                return _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }
        }
    }

    public static async Task<Stage> SetAsync() => new(await VidoraEmulator.StartAsync(), Directory.CreateTempSubdirectory("vidora-documented-"));

    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Starts the code as a program; <paramref name="change"/> fits what else of it depends on the world.</summary>
    public void Start(CodeBlock block, Func<string, string>? change = null)
    {
        var code = Redirect(block.Code);
        code = change?.Invoke(code) ?? code;
        var name = $"Documented{Guid.NewGuid():N}";
        _assembly = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        var emitted = DocumentedProgram.Compile(name, code).Emit(_assembly);
        Assert.That(emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        var host = Path.Combine(AppContext.BaseDirectory, "Vidora.Documentation.Tests");
        var start = new ProcessStartInfo(
            "dotnet", ["exec", "--runtimeconfig", host + ".runtimeconfig.json", "--depsfile", host + ".deps.json", _assembly])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in new[]
        {
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("DOTNET_TieredPGO", "0"),
            ("VIDORA_API_KEY", Emulator.ApiKey),
            ("MPARTICLE_FEED_KEY", Emulator.FeedKey),
            ("MPARTICLE_FEED_SECRET", Emulator.FeedSecret),
            ("Vidora__ApiKey", Emulator.ApiKey),
            ("Vidora__BaseAddress", Emulator.Address.ToString()),
            ("WEBHOOK_AUTHORIZATION", "Token 17"),
            ("WebhookAuthorization", "Token 17"),
            ("FirehoseToken", "17"),
            ("KAFKA_USER", "vidora"),
            ("KAFKA_PASSWORD", "of-vidora"),
        })
        {
            start.Environment[variable] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until the program ends by itself, as it should.</summary>
    public async Task EndAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(_limit);
        Assert.That(_process.ExitCode, Is.Zero, $"{string.Join('\n', Lines)}\n{_error}");
    }

    /// <summary>Asks a host to stop, as a supervisor does.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await EndAsync();
    }

    /// <summary>A client of the web host that the program is.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        var ended = _process!.WaitForExitAsync();
        if (await Task.WhenAny(_listening.Task, ended).WaitAsync(_limit) == ended)
        {
            Assert.Fail($"{string.Join('\n', Lines)}\n{_error}");
        }

        return new HttpClient { BaseAddress = await _listening.Task };
    }

    public async Task EventuallyAsync(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.That(_process!.HasExited, Is.False, $"{string.Join('\n', Lines)}\n{_error}");
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(_limit));
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        await Emulator.DisposeAsync();
        File.Delete(_assembly);
        Directory.Delete(Folder, recursive: true);
    }

    private string Redirect(string code)
    {
        var vidora = $"new Uri(\"{Emulator.Address}\")";
        code = code.Replace("/var/lib/acme", Folder, StringComparison.Ordinal)
            .Replace("new VidoraOptions { ", $"new VidoraOptions {{ BaseAddress = {vidora}, ", StringComparison.Ordinal);
        code = AccountByKey().Replace(code, $".AddVidora(account => account.BaseAddress = {vidora}).Services$0");
        return FeedByKey().Replace(code, $"$1.Host = new MParticleFeedHost(new Uri(\"{Emulator.Address}s2s\"));\n$0");
    }

    private void Take(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }

        if (line is not null && line.Split("Now listening on: ") is [_, var address])
        {
            _listening.TrySetResult(new Uri(address));
        }
    }

    [GeneratedRegex(@"\.AddVidora\((\w+) => \1\.ApiKey = ")]
    private static partial Regex AccountByKey();

    [GeneratedRegex(@"\b(\w+)\.Key = ")]
    private static partial Regex FeedByKey();
}
