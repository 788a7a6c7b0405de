using System.Text.Json;
using Vidora.Integration.Emulator;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Tests;

[Slow]
public sealed class PredictCommandTests
{
    private const string Trait = """{"type":"classification","name":"Pets","attribute":"has_pet","has":"true","has_not":"false"}""";

    [Test]
    public async Task Predict_FromAnArchive_MakesAnExportThatImportTakes()
    {
        var archive = WriteArchive(out _);
        var definition = Fixture.NewFile("pets.json", Trait);
        var (export, card, report) = (Fixture.NewPath("pets.csv"), Fixture.NewPath("pets.card.json"), Fixture.NewPath("pets.html"));
        string[] command = ["predict", archive, "--pipeline", definition, "--out", export, "--card", card, "--report", report, "--activity", Fixture.NewPath("activity")];
        var run = await ConsoleRun.OfAsync(command);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.OutputLines, Has.Length.EqualTo(4), run.Output);
        Assert.That(run.OutputLines[0], Does.Contain("A model of this project, not Vidora's."));
        Assert.That(run.OutputLines[1], Does.StartWith("Of 100 pairs of a user with and one without the trait"));
        Assert.That(run.OutputLines[3], Does.StartWith("Of the 10 % ranked highest "));
        Assert.That(await File.ReadAllTextAsync(report), Does.Contain("A model of this project, not Vidora").And.Contain("<svg "));
        var first = await File.ReadAllTextAsync(export);
        Assert.That(JsonDocument.Parse(await File.ReadAllBytesAsync(card)).RootElement.TryGetProperty("base_rate_drift", out _), Is.False);

        // The second run reads nothing again, compares with the card of the first, and says the same.
        var again = await ConsoleRun.OfAsync(command);
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(await File.ReadAllTextAsync(export), Is.EqualTo(first));
        Assert.That(JsonDocument.Parse(await File.ReadAllBytesAsync(card)).RootElement.GetProperty("base_rate_drift").GetDouble(), Is.Zero);

        await using var emulator = await VidoraEmulator.StartAsync();
        var keys = new Dictionary<string, string> { ["MPARTICLE_FEED_KEY"] = emulator.FeedKey, ["MPARTICLE_FEED_SECRET"] = emulator.FeedSecret };
        var import = await ConsoleRun.OfAsync(
            ["import", export, "--pipeline", "Pets", "--type", "classification", "--vendor", "acme", "--feed", $"{emulator.Address}s2s", "--state", Fixture.NewPath("state.db")], [], keys);
        Assert.That(import.ExitCode, Is.Zero, import.Error + import.Output);
        Assert.That(emulator.Users, Has.Count.EqualTo(first.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1));
        Assert.That(emulator.Users.First().Attributes.Keys, Is.EquivalentTo(new[] { "$intelligent_attribute:acme:pets__score", "$intelligent_attribute:acme:pets__percentile" }));
    }

    [Test]
    public async Task PipelineCheck_OfAPipeline_SaysWhatIsKnown()
    {
        var archive = WriteArchive(out var events);
        var run = await ConsoleRun.OfAsync("pipeline", "check", Fixture.NewFile("pets.json", Trait), archive);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain($"{events.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} events").And.Match(@"view_detail +\d").And.Contain("The pipeline \"Pets\" can run."));
        var misspelt = Fixture.NewFile("misspelt.json", Trait.Replace("has_pet", "has_pets", StringComparison.Ordinal));
        var stopped = await ConsoleRun.OfAsync("pipeline", "check", misspelt, archive);
        Assert.That((stopped.ExitCode, stopped.Error), Is.EqualTo((1, "vidora: the pipeline \"Pets\" cannot run: No user has the attribute \"has_pets\". The nearest are \"has_pet\", \"age_years\". Correct \"attribute\".\n")));
    }

    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"purchase"},"window":14}""", "\"window\" is not a member of a future_events pipeline. The nearest are")]
    [TestCase("""{"type":"uplift","name":"n","goal":{"event":"purchase"},"treatment":{"event":"t"}}""", "\"control\" is missing: without a control group that was chosen at random, an effect cannot be measured.")]
    [TestCase("{", "this is not JSON")]
    public async Task Predict_WithAWrongDefinition_SaysWhatIsWrong(string definition, string sentence)
    {
        var run = await ConsoleRun.OfAsync("predict", Fixture.Path("batches.jsonl"), "--pipeline", Fixture.NewFile("wrong.json", definition), "--out", Fixture.NewPath("out.csv"));
        Assert.That((run.ExitCode, File.Exists(Fixture.NewPath("out.csv"))), Is.EqualTo((1, false)));
        Assert.That(run.Error, Does.Contain(sentence));
    }

    private static string WriteArchive(out long events)
    {
        var season = new Season(700, 40, seed: 2, labelEvery: 2);
        var folder = Fixture.NewFolder("archive");
        var day = 0;
        foreach (var batches in season.MakeDays())
        {
            File.WriteAllBytes(Path.Combine(folder, $"{day++:D3}.jsonl"), batches);
        }

        events = season.Events;
        return folder;
    }
}
