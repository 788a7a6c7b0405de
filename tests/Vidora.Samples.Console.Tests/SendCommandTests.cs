using System.Text.Json.Nodes;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

public sealed class SendCommandTests
{
    private const string Key = "ExampleCo.0123456789abcdef";
    private const string Secret = "example-secret-0007";

    [Test]
    public async Task Send_KeysInTheEnvironment_EverythingArrivesSigned()
    {
        await using var emulator = await StartAsync();
        var run = await SendAsync(emulator, new() { ["VIDORA_API_KEY"] = Key, ["VIDORA_API_SECRET"] = Secret });
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(emulator.GetState().Valid, Is.EqualTo(4));
        Assert.That(emulator.Events.OfType("purchase"), Has.Count.EqualTo(2));
        Assert.That(run.Output, Does.Contain("accepted").And.Contain("EventTypeNotForwarded"));
        AssertNoKeys(run);
    }

    [Test]
    public async Task Send_Json_HasTheSummaryInOneObjectThatAddsUp()
    {
        await using var emulator = await StartAsync();
        emulator.Script.Add("POST /v1/validate", new FaultAnswer { Status = 400, Times = 1 });
        var run = await SendAsync(emulator, Keys(), "--json");
        var summary = JsonNode.Parse(run.OutputLines.Single())!;
        Assert.That(
            ((long)summary["accepted_events"]! + summary["not_accepted_events"]!.AsObject().Sum(entry => (long)entry.Value!), (bool)summary["adds_up"]!),
            Is.EqualTo(((long)summary["vidora_events"]!, true)), run.Output);
        Assert.That((long)summary["not_forwarded_events"]!["event_type_not_forwarded"]!, Is.Positive);
    }

    [Test]
    public async Task Send_VidoraIsAway_IsUnreachable()
    {
        var run = await ConsoleRun.OfAsync(["send", Fixture.Path("batches.jsonl"), "--to", "http://127.0.0.1:1"], [], Keys());
        Assert.That((run.ExitCode, run.Error.Contains("Try again later", StringComparison.Ordinal)), Is.EqualTo((5, true)), run.Error);
    }

    [Test]
    public async Task Send_KeysOnTheCommandLine_WinOverTheEnvironment()
    {
        await using var emulator = await StartAsync();
        var run = await SendAsync(emulator, new() { ["VIDORA_API_KEY"] = "another", ["VIDORA_API_SECRET"] = "another" }, "--api-key", Key, "--api-secret", Secret);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        AssertNoKeys(run);
    }

    [TestCase(Key, "wrong-secret")]
    [TestCase("wrong-key", Secret)]
    public async Task Send_WrongKeys_Ends1AndSaysWhatToCheck(string key, string secret)
    {
        await using var emulator = await StartAsync();
        var run = await SendAsync(emulator, new() { ["VIDORA_API_KEY"] = key, ["VIDORA_API_SECRET"] = secret });
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("Check the key, the secret and the address."));
        Assert.That(emulator.GetState().Received, Is.Zero);
        AssertNoKeys(run);
        Assert.That(run.Output + run.Error, Does.Not.Contain("wrong-"));
    }

    [Test]
    public async Task Send_WrongAddress_Ends1()
    {
        await using var emulator = await StartAsync();
        var run = await ConsoleRun.OfAsync(["send", Fixture.Path("batches.jsonl"), "--to", new Uri(emulator.Address, "emulator").ToString()], [], Keys());
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        AssertNoKeys(run);
    }

    [Test]
    public async Task Send_SomeUnreadable_SendsTheOthersAndEnds2()
    {
        await using var emulator = await StartAsync();
        var bad = Fixture.NewFile("bad.jsonl", "[17]\n");
        var run = await ConsoleRun.OfAsync(["send", bad, Fixture.Path("firehose.json"), "--to", emulator.Address.ToString()], [], Keys());
        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(emulator.GetState().Valid, Is.EqualTo(1));
    }

    [Test]
    public async Task Send_NoKey_Ends1AndNamesTheVariable()
    {
        var run = await ConsoleRun.OfAsync("send", Fixture.Path("batches.jsonl"), "--to", "https://vidora.example");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: no API key; set the variable VIDORA_API_KEY"));
    }

    [Test]
    public async Task Send_NoKeyToAnEmulatorOnThisMachine_TakesTheEmulatorsKey()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var run = await ConsoleRun.OfAsync("send", Fixture.Path("batches.jsonl"), "--to", emulator.Address.ToString());
        Assert.That((run.ExitCode, emulator.GetState().Valid), Is.EqualTo((0, 3L)), run.Error);
    }

    [Test]
    public async Task Send_PlainHttpToAStranger_Ends1()
    {
        var run = await ConsoleRun.OfAsync(["send", Fixture.Path("batches.jsonl"), "--to", "http://vidora.example"], [], Keys());
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("https"));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        AssertNoKeys(run);
    }

    private static Dictionary<string, string> Keys() => new() { ["VIDORA_API_KEY"] = Key, ["VIDORA_API_SECRET"] = Secret };

    private static Task<VidoraEmulator> StartAsync() => VidoraEmulator.StartAsync(options =>
    {
        options.ApiKey = Key;
        options.ApiSecret = Secret;
    });

    private static Task<ConsoleRun> SendAsync(VidoraEmulator emulator, Dictionary<string, string> variables, params string[] more) =>
        ConsoleRun.OfAsync(
            ["send", Fixture.Path("batches.jsonl"), Fixture.Path("firehose.json"), "--to", emulator.Address.ToString(), .. more], [], variables);

    private static void AssertNoKeys(ConsoleRun run) =>
        Assert.That(run.Output + run.Error, Does.Not.Contain(Key).And.Not.Contain(Secret));
}
