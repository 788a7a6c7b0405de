using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

/// <summary>The commands of the page that sets up mParticle do what it says.</summary>
[Slow]
[Parallelizable]
public sealed class MParticlePageTests
{
    [Test]
    public async Task Commands_OfThePage_SendAndSeeEverything()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var commands = Commands().ToDictionary(words => words[1] == "check" ? words[3] : words[1]);
        Assert.That(commands.Keys, Is.EquivalentTo(new[] { "emulate", "serve", "play", "--emulator", "--queue", "archive", "verify" }));
        var queue = Fixture.NewPath("queue.db");
        string[] Here(string command, params (string From, string To)[] changes) =>
            [.. commands[command].Skip(1).Select(word => changes.Aggregate(word, (text, change) => text.Replace(change.From, change.To, StringComparison.Ordinal)))];

        await using var serve = TestProcess.Dotnet(
            "vidora.dll", [.. Here("serve", ("http://127.0.0.1:8480", emulator.Address.ToString()), ("queue.db", queue)), "--listen", "http://127.0.0.1:0"]);
        var host = (await serve.LineAsync()).Split(' ')[2];
        var play = await ConsoleRun.OfAsync(
            [.. Here("play", ("http://127.0.0.1:8481", host), ("http://127.0.0.1:8480", emulator.Address.ToString())), "--batches", "204", "--rate", "1000"]);
        Assert.That((play.ExitCode, play.OutputLines[^1]), Is.EqualTo((0, "It adds up: sent = accepted + dropped + given up, accepted = forwarded + left out, and Vidora has all.")), play.Output + play.Error);

        var check = await ConsoleRun.OfAsync(Here("--emulator", ("http://127.0.0.1:8480", emulator.Address.ToString())));
        Assert.That((check.ExitCode, check.OutputLines[^1].StartsWith("Everything was seen", StringComparison.Ordinal)), Is.EqualTo((0, true)), check.Output);
        await serve.StopAsync();
        Assert.That((await ConsoleRun.OfAsync(Here("--queue", ("queue.db", queue)))).OutputLines[^1], Is.EqualTo("No event was seen."), "all of them were forwarded");
        var archive = await ConsoleRun.OfAsync(Here("archive", ("archive", Path.Combine(Repository.Root, "samples", "data"))));
        Assert.That(archive.ExitCode, Is.EqualTo(0).Or.EqualTo(2), archive.Error);
        var verify = await ConsoleRun.OfAsync(Here("verify"));
        Assert.That((verify.ExitCode, verify.Error), Is.EqualTo((1, "vidora: there is no file \"export.csv\".\n")));
    }

    private static IEnumerable<string[]> Commands() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "src", "Vidora.Integration.AspNetCore", "MPARTICLE.md"))
        where line.TrimStart().StartsWith("vidora ", StringComparison.Ordinal)
        select line.Trim().Replace("\"Sample Pipeline\"", "Sample-Pipeline", StringComparison.Ordinal).Split(' ');
}
