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
    public async Task Predict_DayByDay_PredictsWithTheKeptModelAndSaysWhatCame()
    {
        // Forty days, then twenty more.
        var folder = Fixture.NewFolder("archive");
        var days = new Season(700, 60, seed: 2).MakeDays().ToList();
        void Add(int from, int to)
        {
            for (var day = from; day < to; day++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"{day:D3}.jsonl"), days[day]);
            }
        }

        var definition = Fixture.NewFile("buyers.json", """{"type":"future_events","name":"Buyers","goal":{"event":"purchase"},"within_days":10}""");
        var (export, card) = (Fixture.NewPath("buyers.csv"), Fixture.NewPath("buyers.card.json"));
        string[] command = ["predict", folder, "--pipeline", definition, "--out", export, "--card", card, "--activity", Fixture.NewPath("activity"), "--learn-every", "30"];
        Add(0, 40);
        var first = await ConsoleRun.OfAsync(command);
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Add(40, 60);
        var second = await ConsoleRun.OfAsync(command);
        Assert.That(second.ExitCode, Is.Zero, second.Error);

        using var later = JsonDocument.Parse(await File.ReadAllBytesAsync(card));
        using var completed = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(card, ".2026-02-10.json")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.OutputLines, Has.Length.EqualTo(5), second.Output);
            Assert.That(second.OutputLines[0], Does.Match(@"^What came of the predictions for 2026-02-10: \d+\.\d ?% were predicted, \d+\.\d ?% did it\. The card with its outcome is in .*\.2026-02-10\.json\.$"));
            Assert.That(completed.RootElement.GetProperty("outcome").GetProperty("users").GetInt32(), Is.GreaterThan(300));
            Assert.That(later.RootElement.GetProperty("as_of").GetDateTimeOffset().Day, Is.EqualTo(2), "the predictions are of the end of the sixty days");
            Assert.That(later.RootElement.GetProperty("learned_as_of").GetDateTimeOffset(), Is.EqualTo(completed.RootElement.GetProperty("as_of").GetDateTimeOffset()));
        }

        var wrong = await ConsoleRun.OfAsync("predict", folder, "--pipeline", definition, "--out", export, "--learn-every", "30");
        Assert.That((wrong.ExitCode, wrong.Error), Is.EqualTo((1, "vidora: --learn-every takes days from 0, and needs --activity, which keeps the model.\n")));
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
