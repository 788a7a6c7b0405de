using System.Globalization;
using Vidora.Integration;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Checking;

namespace Vidora.Samples.Console.Tests;

public sealed class VerifyCommandTests
{
    [Test]
    public async Task Verify_ExportThatWasImported_EqualsTheProfiles()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var export = WriteExport(100);
        await ImportAsync(emulator, export);

        var run = await VerifyAsync(emulator, export, "--sample", "10");

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match(@"users compared\s+10\b").And.Match(@"attributes equal\s+20\b"));
        Assert.That(run.OutputLines[^2], Does.Match(@"^The export is of \d{4}-\d\d-\d\d \d\d:\d\dZ, 0 minutes old\.$"));
        Assert.That(run.OutputLines[^1], Is.EqualTo("Every score on the profiles equals the export."));
    }

    [Test]
    public async Task Verify_OlderScoreMissingAttributeAndUser_AreNamed()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        await ImportAsync(emulator, WriteExport(2, columns: "Conversion Probability"));
        var export = WriteExport(3, add: 0.25);

        var run = await VerifyAsync(emulator, export);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Match(@"without a profile\s+1\b").And.Match(@"different\s+2\b").And.Match(@"missing\s+2\b"));
        Assert.That(run.Output, Does.Contain("1: $intelligent_attribute:vidora:sample_pipeline__score is 0.001 on the profile and 0.251 in the export."));
        Assert.That(run.Output, Does.Contain("1: the profile has no $intelligent_attribute:vidora:sample_pipeline__percentile."));
        Assert.That(run.Output, Does.Contain("3: mParticle has no such profile."));
    }

    [Test]
    public void Choose_SameSeed_ChoosesTheSameUsersWithTheSameChance()
    {
        var counts = new int[10];
        for (var seed = 0; seed < 2_000; seed++)
        {
            var chosen = ProfileVerification.Choose(Users(10), 3, new Random(seed));
            Assert.That(chosen.Select(user => user.Mpid), Is.EqualTo(ProfileVerification.Choose(Users(10), 3, new Random(seed)).Select(user => user.Mpid)));
            foreach (var user in chosen)
            {
                counts[user.Mpid - 1]++;
            }
        }

        Assert.That(counts, Has.All.InRange(500, 700));

        static IEnumerable<UserPrediction> Users(int count) =>
            Enumerable.Range(1, count).Select(n => new UserPrediction(n, new PredictionColumn("p"), 0.5));
    }

    [TestCase("no client id; set the variable MPARTICLE_CLIENT_ID.", 1)]
    [TestCase("there is no file", 1, "nowhere.csv")]
    [TestCase("--sample takes 1 to 10,000", 1, null, "--sample", "0")]
    [TestCase("did not issue a token: there was no answer", 5, null, "--profiles", "http://127.0.0.1:1")]
    public async Task Verify_MistakenUse_SaysWhatHelps(string message, int exitCode, string? file = null, params string[] more)
    {
        var run = await ConsoleRun.OfAsync(["verify", file ?? WriteExport(1), "--pipeline", "Sample Pipeline", .. more]);
        Assert.That((run.ExitCode, run.Error.Contains(message, StringComparison.Ordinal)), Is.EqualTo((exitCode, true)), run.Error);
    }

    private static string WriteExport(int users, double add = 0, string columns = "Conversion Probability,Percentile")
    {
        var file = Fixture.NewPath("export.csv");
        var hasPercentile = columns.Contains(',', StringComparison.Ordinal);
        var rows = Enumerable.Range(1, users).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n},{(n / 1000m) + (decimal)add}")
            + (hasPercentile ? string.Create(CultureInfo.InvariantCulture, $",{n / 2000m}") : ""));
        File.WriteAllLines(file, rows.Prepend("user_id," + columns));
        return file;
    }

    private static async Task ImportAsync(VidoraEmulator emulator, string export)
    {
        var run = await ConsoleRun.OfAsync(
            "import", export, "--pipeline", "Sample Pipeline", "--feed", emulator.Address.ToString(), "--state", Fixture.NewPath("state.db"));
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
    }

    private static Task<ConsoleRun> VerifyAsync(VidoraEmulator emulator, string export, params string[] more) =>
        ConsoleRun.OfAsync(["verify", export, "--pipeline", "Sample Pipeline", "--profiles", emulator.Address.ToString(), .. more]);
}
