using System.Diagnostics;

namespace Vidora.Samples.Console.Tests;

/// <summary>
/// An emulator and a sender in two network namespaces, as on two machines. Where they cannot be created the test is skipped with a hint,
/// or fails with <c>VIDORA_TEST_NAMESPACES=true</c>, so that it cannot silently never run.
/// </summary>
[Slow]
[Platform("Linux")]
public sealed class TwoMachinesTests
{
    private const string Address = "http://192.0.2.1:8480";

    private readonly string _emulator = $"vidora-a-{Environment.ProcessId}";
    private readonly string _sender = $"vidora-b-{Environment.ProcessId}";

    [SetUp]
    public async Task Connect()
    {
        var ends = ($"va{Environment.ProcessId}", $"vb{Environment.ProcessId}");
        string[] commands =
        [
            $"netns add {_emulator}",
            $"netns add {_sender}",
            $"link add {ends.Item1} netns {_emulator} type veth peer name {ends.Item2} netns {_sender}",
            $"-n {_emulator} addr add 192.0.2.1/30 dev {ends.Item1}",
            $"-n {_sender} addr add 192.0.2.2/30 dev {ends.Item2}",
            $"-n {_emulator} link set {ends.Item1} up",
            $"-n {_sender} link set {ends.Item2} up",
            $"-n {_emulator} link set lo up",
        ];
        foreach (var command in commands)
        {
            if (await IpAsync(command) is { } problem)
            {
                var hint = $"This test needs root and the command ip (iproute2), to create network namespaces: {problem}";
                if (Environment.GetEnvironmentVariable("VIDORA_TEST_NAMESPACES") == "true")
                {
                    Assert.Fail(hint);
                }

                Assert.Ignore(hint);
            }
        }
    }

    [TearDown]
    public async Task Disconnect()
    {
        await IpAsync($"netns del {_emulator}");
        await IpAsync($"netns del {_sender}");
    }

    [Test]
    public async Task Send_ToAnEmulatorOnAnotherMachine_NeedsAllowHttpAndThenWorks()
    {
        using var emulator = Start(_emulator, ["emulate", "--listen", Address, "--password", "password-1"]);
        await emulator.LineAsync(line => line.StartsWith("See the received events", StringComparison.Ordinal));
        string[] send = ["send", Fixture.Path("batches.jsonl"), "--to", Address, "--api-key", "demo-key"];

        using var refused = Start(_sender, send);
        var (exitCode, _, error) = await refused.EndAsync();
        Assert.That((exitCode, error.Contains("unless AllowHttp is true", StringComparison.Ordinal)), Is.EqualTo((1, true)), error);

        using var allowed = Start(_sender, [.. send, "--allow-http"]);
        (exitCode, var output, error) = await allowed.EndAsync();
        Assert.That(error, Does.Not.Contain("AllowHttp"));
        Assert.That(output, Does.Contain("accepted"), $"{exitCode} {error}");
        var ended = await emulator.StopAsync();
        Assert.That(ended.Output, Does.Match("Stopped\\. [1-9][0-9,]* events received"));
    }

    private static TestProcess Start(string space, string[] arguments) => TestProcess.Dotnet("vidora.dll", arguments, start =>
    {
        foreach (var word in new[] { start.FileName, space, "exec", "netns" })
        {
            start.ArgumentList.Insert(0, word);
        }

        start.FileName = "ip";
    });

    /// <summary>Runs <c>ip</c>. Returns what is wrong, or null.</summary>
    private static async Task<string?> IpAsync(string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
