using System.Text.Json.Nodes;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

public sealed class ImportCommandTests
{
    private const string Key = "feed-key-of-the-test";
    private const string Secret = "feed-secret-of-the-test";
    private const string Good = "user_id,Conversion Probability,Percentile\n-7346244611012968789,0.81,0.93\n5,0.25,0.11\n";

    [Test]
    public async Task Import_GoodExport_Ends0AndWritesTheAttributes()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match(@"added +2").And.Contain("2 of 2 users were written: 2 added."));
        Assert.That(run.Error, Is.Empty);
        Assert.That(emulator.Users.Find(-7346244611012968789)!.Attributes["$intelligent_attribute:vidora:likelihood_to_purchase__score"].GetRawText(), Is.EqualTo("0.81"));
        AssertNoKeys(run);
    }

    [Test]
    public async Task Import_Json_HasTheResultInOneObject()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good, "--json");
        var result = JsonNode.Parse(run.OutputLines.Single())!;
        Assert.That(((string?)result["status"], (long)result["added"]!, (long)result["remaining"]!), Is.EqualTo(("completed", 2L, 0L)), run.Output);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Import_Again_SaysWhyNothingIsSent()
    {
        await using var emulator = await StartAsync();
        await ImportAsync(emulator, Good);
        var run = await ImportAsync(emulator, Good);
        Assert.That((run.ExitCode, emulator.GetState().FeedBatches), Is.EqualTo((0, 2)));
        Assert.That(run.Output, Does.Contain("Nothing to write: all 2 rows are as mParticle accepted them last."));
        var full = await ImportAsync(emulator, Good, "--full");
        Assert.That((full.ExitCode, emulator.GetState().FeedBatches), Is.EqualTo((0, 4)));
    }

    [Test]
    public async Task Import_Vendor_IsPartOfTheNames()
    {
        await using var emulator = await StartAsync();
        await ImportAsync(emulator, Good, "--vendor", "cortex");
        Assert.That(emulator.Users.Find(5)!.Attributes.Keys, Has.All.StartsWith("$intelligent_attribute:cortex:"));
    }

    [Test]
    public async Task Import_VendorOfYourOwn_IsPartOfTheNames()
    {
        await using var emulator = await StartAsync();
        await ImportAsync(emulator, Good, "--vendor", "acme");
        Assert.That(emulator.Users.Find(5)!.Attributes.Keys, Has.All.StartsWith("$intelligent_attribute:acme:"));
        var run = await ImportAsync(emulator, Good, "--vendor", "Acme Corp");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "vidora: \"Acme Corp\" is not a vendor name. Use lower-case words joined by one \"_\", such as \"vidora\" or \"cortex\".\n")));
    }

    [Test]
    public async Task Import_WithTheQueueFile_WritesNobodyWhoIsForgotten()
    {
        await using var emulator = await StartAsync();
        var queue = Fixture.NewPath("queue.db");
        await using var store = new DeliveryStore(queue);
        await store.ForgetAsync(Guid.NewGuid(), ["5"]);

        var run = await ImportAsync(emulator, Good, "--queue", queue);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("1 suppressed"));
        Assert.That(emulator.Users.Select(user => user.Mpid), Is.EqualTo(new[] { -7346244611012968789 }));
    }

    [Test]
    public async Task Import_QueueFileThatIsNotThere_Ends1()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good, "--queue", Fixture.NewPath("no-queue.db"));
        Assert.That((run.ExitCode, emulator.Users.Count), Is.EqualTo((1, 0)));
        Assert.That(run.Error, Does.Contain("there is no queue file"));
    }

    [Test]
    public async Task Import_DryRun_SendsNothing()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good, "--dry-run");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("would be").And.Contain("2 of 2 users would be written"));
        Assert.That(emulator.Users, Is.Empty);
    }

    [Test]
    public async Task Import_BadRows_Ends2AndReportsThem()
    {
        await using var emulator = await StartAsync();
        var results = Fixture.NewPath("results.csv");
        var run = await ImportAsync(emulator, Good + "=x,0.5,0.5\n", "--accept-anomalies", "--results", results);
        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Output, Does.Match("UserId +1").And.Contain("more than 1 %"));
        Assert.That(await File.ReadAllTextAsync(results), Does.Contain("4,'=x,bad,,,,,"));
        Assert.That(emulator.Users, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Import_StrangeExport_Ends3AndSendsNothing()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, "user_id,Score\n1,0.5\n2,0.5\n3,0.5\n");
        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Output, Does.Contain("nothing was sent").And.Contain("same value in the column \"Score\"").And.Contain("--accept-anomalies"));
        Assert.That(emulator.GetState().Requests, Is.Zero);
    }

    [Test]
    public async Task Import_TypeGiven_ChecksTheRange()
    {
        await using var emulator = await StartAsync();
        const string Text = "user_id,Score\n1,17.5\n2,18\n";
        Assert.That((await ImportAsync(emulator, Text, "--type", "uplift")).ExitCode, Is.EqualTo(3));
        Assert.That((await ImportAsync(emulator, Text, "--type", "regression")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Import_WrongSecret_Ends1AndSaysWhatToFix()
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good, [], new() { ["MPARTICLE_FEED_KEY"] = Key, ["MPARTICLE_FEED_SECRET"] = "not-it" });
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("403").And.Contain("key and secret").And.Not.Contain("not-it"));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }

    [TestCase("MPARTICLE_FEED_KEY")]
    [TestCase("MPARTICLE_FEED_SECRET")]
    public async Task Import_KeyMissing_Ends1AndNamesTheVariable(string variable)
    {
        await using var emulator = await StartAsync();
        var keys = Keys();
        keys.Remove(variable);
        var run = await ImportAsync(emulator, Good, [], keys);
        Assert.That((run.ExitCode, run.Error.Contains(variable, StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
    }

    [Test]
    public async Task Import_NoKeysToAnEmulatorOnThisMachine_TakesTheEmulators()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var run = await ImportAsync(emulator, Good, [], []);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(emulator.Users, Is.Not.Empty);
    }

    [TestCase("--pipeline", "!!!", "!!!")]
    [TestCase("--vendor", "Other Name", "is not a vendor name")]
    [TestCase("--type", "recommendations", "recommendations")]
    [TestCase("--feed", "http://mparticle.example", "https")]
    [TestCase("--state", "/no/such/folder/state.db", "does not exist")]
    [TestCase("--results", "/no/such/folder/results.csv", "results.csv")]
    public async Task Import_WrongUse_Ends1InOneLine(string option, string value, string says)
    {
        await using var emulator = await StartAsync();
        var run = await ImportAsync(emulator, Good, option, value);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(says));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        Assert.That(emulator.Users, Is.Empty);
    }

    [Test]
    public async Task Import_NoSuchFile_Ends1()
    {
        var run = await ConsoleRun.OfAsync(["import", "/no/such.csv", "--pipeline", "P"], [], Keys());
        Assert.That((run.ExitCode, run.Error.Contains("/no/such.csv", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Demo_Loop_IsClosed()
    {
        var run = await ConsoleRun.OfAsync("--quick");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("Likelihood to Purchase").And.Match(@"\$intelligent_attribute:vidora:likelihood_to_purchase__score = 0\.\d+"));
        Assert.That(run.Output, Does.Match(@"It adds up: (\d+) predictions made = \1 written = \1 profiles"));
    }

    private static Dictionary<string, string> Keys() => new() { ["MPARTICLE_FEED_KEY"] = Key, ["MPARTICLE_FEED_SECRET"] = Secret };

    private static Task<VidoraEmulator> StartAsync() => VidoraEmulator.StartAsync(options =>
    {
        options.FeedKey = Key;
        options.FeedSecret = Secret;
    });

    private static Task<ConsoleRun> ImportAsync(VidoraEmulator emulator, string export, params string[] more) => ImportAsync(emulator, export, more, Keys());

    private static Task<ConsoleRun> ImportAsync(VidoraEmulator emulator, string export, string[] more, Dictionary<string, string> keys)
    {
        List<string> args = ["import", Fixture.NewFile("export.csv", export)];
        foreach (var (option, value) in new[]
        {
            ("--pipeline", "Likelihood to Purchase"), ("--feed", new Uri(emulator.Address, "s2s").ToString()), ("--state", Fixture.NewPath("state.db")),
        })
        {
            args.AddRange(more.Contains(option) ? [] : [option, value]);
        }

        return ConsoleRun.OfAsync([.. args, .. more], [], keys);
    }

    private static void AssertNoKeys(ConsoleRun run) => Assert.That(run.Output + run.Error, Does.Not.Contain(Key).And.Not.Contain(Secret));
}
