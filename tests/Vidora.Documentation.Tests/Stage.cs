using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Vidora.Integration.Emulator;

namespace Vidora.Documentation.Tests;

/// <summary>
/// The world that a block of code runs in: a folder, an emulator of both services, and a process of its own. Only addresses and
/// paths of the code are changed, so that it talks to the emulator and writes into the folder.
/// </summary>
internal sealed partial class Stage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _assembly = "";
    private TestProcess? _process;

    private Stage(VidoraEmulator emulator) => Emulator = emulator;

    public VidoraEmulator Emulator { get; }

    /// <summary>The working folder of the program, and what stands for <c>/var/lib/acme</c>.</summary>
    public string Folder => _folder.Path;

    /// <summary>The lines that the program has printed.</summary>
    public string[] Lines => _process!.Lines;

    public static async Task<Stage> SetAsync() => new(await VidoraEmulator.StartAsync());

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
        _process = TestProcess.DotnetWith("Vidora.Documentation.Tests", _assembly, [], start =>
        {
            start.WorkingDirectory = Folder;
            foreach (var (variable, value) in new[]
            {
                ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                ("VIDORA_API_KEY", Emulator.ApiKey),
                ("MPARTICLE_FEED_KEY", Emulator.FeedKey),
                ("MPARTICLE_FEED_SECRET", Emulator.FeedSecret),
                ("Vidora__ApiKey", Emulator.ApiKey),
                ("Vidora__BaseAddress", Emulator.Address.ToString()),
                ("WEBHOOK_AUTHORIZATION", "Token 17"),
                ("WebhookAuthorization", "Token 17"),
                ("FIREHOSE_TOKEN", "18"),
                ("FirehoseToken", "18"),
                ("OPERATOR_CREDENTIAL", "19"),
                ("OperatorCredential", "19"),
                ("FirehoseToken", "17"),
                ("KAFKA_USER", "vidora"),
                ("KAFKA_PASSWORD", "of-vidora"),
            })
            {
                start.Environment[variable] = value;
            }
        });
    }

    /// <summary>Waits until the program ends by itself, as it should.</summary>
    public async Task EndAsync() => AssertSuccess(await _process!.EndAsync());

    /// <summary>Stops a host with SIGTERM, as a supervisor does.</summary>
    public async Task StopAsync() => AssertSuccess(await _process!.StopAsync());

    /// <summary>Returns a client of the web host that the program is.</summary>
    public async Task<HttpClient> ListeningAsync()
    {
        const string Listening = "Now listening on: ";
        var line = await _process!.LineAsync(line => line.Contains(Listening, StringComparison.Ordinal));
        return new HttpClient { BaseAddress = new Uri(line.Split(Listening)[1]) };
    }

    public Task EventuallyAsync(Func<bool> condition) => Eventually.IsTrueAsync(() =>
    {
        Assert.That(_process!.HasEnded, Is.False, _process.Output + _process.Error);
        return condition();
    });

    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        await Emulator.DisposeAsync();
        File.Delete(_assembly);
        _folder.Dispose();
    }

    private static void AssertSuccess(Ended ended) => Assert.That(ended.ExitCode, Is.Zero, ended.Output + ended.Error);

    private string Redirect(string code)
    {
        var vidora = $"new Uri(\"{Emulator.Address}\")";
        code = code.Replace("/var/lib/acme", Folder, StringComparison.Ordinal)
            .Replace("new VidoraOptions { ", $"new VidoraOptions {{ BaseAddress = {vidora}, ", StringComparison.Ordinal);
        code = AccountByKey().Replace(code, $".AddVidora(account => account.BaseAddress = {vidora}).Services$0");
        return FeedByKey().Replace(code, $"$1.Host = new Vidora.Integration.MParticleFeedHost(new Uri(\"{Emulator.Address}s2s\"));\n$0");
    }

    [GeneratedRegex(@"\.AddVidora\((\w+) => \1\.ApiKey = ")]
    private static partial Regex AccountByKey();

    [GeneratedRegex(@"\b(\w+)\.Key = ")]
    private static partial Regex FeedByKey();
}
