using System.Text;
using System.Text.RegularExpressions;
using Vidora.Integration.Emulator;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Tests;

/// <summary>The five commands with which the README begins do what it says, against an emulator that is already running.</summary>
[Slow]
public sealed partial class ReadmeCommandsTests
{
    private const string Program = "dotnet run --project samples/Vidora.Samples.Console -- ";

    [Test]
    public async Task FiveCommands_OfTheReadme_BringEventsAndAttributes()
    {
        await using var emulator = await VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = null);
        var commands = Commands();
        Assert.That(commands, Has.Length.EqualTo(5));
        Assert.That(commands[0], Does.StartWith("git clone "));
        Assert.That(commands[1], Is.EqualTo(Program + "emulate"));
        Assert.That(commands[2], Is.EqualTo(Program + "send --season --to http://127.0.0.1:8480"));

        // A season that is smaller, so that the test is quick.
        var season = new Season(700, 45, seed: 2);
        var file = Fixture.NewPath("season.jsonl");
        await using (var output = File.Create(file))
        {
            foreach (var day in season.MakeDays())
            {
                await output.WriteAsync(day);
            }
        }

        foreach (var command in commands[2..])
        {
            await RunAsync(Here(command, emulator).Replace("--season", file, StringComparison.Ordinal));
        }

        Assert.That(emulator.GetState().Valid, Is.EqualTo(season.Events));
        Assert.That(emulator.Users, Is.Not.Empty);
        Assert.That(emulator.Users, Has.All.Matches<EmulatedUser>(user => user.Attributes.ContainsKey("$intelligent_attribute:vidora:sample_pipeline__score")));
    }

    private static string[] Commands() =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => !line.StartsWith("## From clone to attributes", StringComparison.Ordinal))
            .SkipWhile(line => line != "```").Skip(1).TakeWhile(line => line != "```")];

    private static string Here(string command, VidoraEmulator emulator) => command
        .Replace("http://127.0.0.1:8480", emulator.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("export.csv ", Fixture.NewPath("export.csv") + " ", StringComparison.Ordinal)
        .Replace(" --feed ", $" --state {Fixture.NewPath("state.db")} --feed ", StringComparison.Ordinal);

    private static async Task RunAsync(string command)
    {
        if (Curl().Match(command) is { Success: true } curl)
        {
            using var http = new HttpClient();
            using var body = new StringContent(curl.Groups["body"].Value, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var answer = await http.PostAsync(curl.Groups["address"].Value, body);
            await File.WriteAllTextAsync(curl.Groups["file"].Value, await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            return;
        }

        Assert.That(command, Does.StartWith(Program));
        var words = Word().Matches(command[Program.Length..]).Select(word => word.Value.Trim('"'));
        var run = await ConsoleRun.OfAsync([.. words]);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
    }

    [GeneratedRegex("^curl -o (?<file>\\S+) -d '(?<body>[^']+)' (?<address>\\S+)$")]
    private static partial Regex Curl();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
