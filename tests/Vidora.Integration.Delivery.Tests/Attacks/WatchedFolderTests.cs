using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vidora.Integration.Delivery.Tests.WriteBack;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.Delivery.Tests.Attacks;

/// <summary>
/// An attacker who can write into a watched folder puts links, pipes and strange names there, so that the host reads, overwrites or moves
/// files that they may not touch themselves, stands still, or writes lines of theirs into its log. Nothing in the folder is followed; what
/// is no export ends in <c>failed</c> with a reason, and the next export is applied.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Exclude = "Win", Reason = "Making a link needs a privilege there.")]
[Slow]
[Parallelizable]
public sealed class WatchedFolderTests : IDisposable
{
    private const string Treasure = "root:x:0:0:secret of the machine";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Drop => Path.Combine(_folder.Path, "drop");

    [TestCase("export.csv")]
    [TestCase("export.csv.gz")]
    public async Task Export_ThatIsALink_FailsAndIsNotRead(string name)
    {
        var target = Elsewhere("passwd", Treasure);
        Link(Path.Combine(Drop, name), target);

        var (sentence, log) = await RunAsync(folders => folders[0].Failed == 1);

        var report = await File.ReadAllTextAsync(Path.Combine(Drop, "failed", name + ".report.json"));
        Assert.That(report, Does.Contain("is a link").And.Not.Contain("secret of the machine"));
        Assert.That(sentence, Does.Contain("is a link"));
        Assert.That(log, Has.None.Contains("secret of the machine"));
        Assert.That(await File.ReadAllTextAsync(target), Is.EqualTo(Treasure));
        Assert.That(File.Exists(Path.Combine(Drop, name)), Is.False, "the link itself was put away");
    }

    [Test]
    public async Task Export_ThatIsALinkToAGoodExportOrToNothing_FailsToo()
    {
        Link(Path.Combine(Drop, "1.csv"), Elsewhere("good.csv", ImportHarness.Rows(3)));
        Link(Path.Combine(Drop, "2.csv"), Path.Combine(_folder.Path, "nothing"));
        Link(Path.Combine(Drop, "3.csv"), Path.Combine(Drop, "3.csv"));
        Put("4.csv", ImportHarness.Rows(3));

        var (sentence, _) = await RunAsync(folders => folders[0] is { Failed: 3, Applied: 1 });

        Assert.That(sentence, Is.EqualTo("Every export has been applied."));
    }

    [TestCase("applied")]
    [TestCase("failed")]
    public async Task FolderOfSettledExports_ThatIsALink_StopsTheImportAndSaysSo(string name)
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        Put("export.csv", ImportHarness.Rows(3));
        Directory.CreateSymbolicLink(Path.Combine(Drop, name), elsewhere);

        var (sentence, _) = await RunAsync(folders => folders[0].State == PredictionFolderState.Waiting);

        Assert.That(sentence, Does.Contain(name).And.Contain("is a link"));
        Assert.That(Directory.GetFileSystemEntries(elsewhere), Is.Empty);
        Assert.That(File.Exists(Path.Combine(Drop, "export.csv")), Is.True, "it waits");
    }

    [Test]
    public async Task Reports_WhereLinksWait_ReplaceTheLinksAndNotTheirTargets()
    {
        var target = Elsewhere("config", Treasure);
        Put("good.csv", ImportHarness.Rows(3));
        Put("bad.csv", "nothing to see here");
        foreach (var link in new[] { ".good.csv.results.csv", ".bad.csv.results.csv", "applied/good.csv", "applied/good.csv.report.json", "applied/good.csv.results.csv", "failed/bad.csv.report.json", "failed/bad.csv" })
        {
            Link(Path.Combine(Drop, link), target);
        }

        await RunAsync(folders => folders[0] is { Failed: 1, Applied: 1 });

        Assert.That(await File.ReadAllTextAsync(target), Is.EqualTo(Treasure));
        Assert.That(Directory.GetFiles(Path.Combine(Drop, "applied"), "*good.csv.report.json"), Has.Length.GreaterThanOrEqualTo(1));
    }

    [Test]
    public async Task Export_ThatIsAPipeNobodyWritesTo_FailsAndTheNextIsApplied()
    {
        Directory.CreateDirectory(Drop);
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(Drop, "1.csv")))
        {
            await mkfifo.WaitForExitAsync();
        }

        File.SetLastWriteTimeUtc(Path.Combine(Drop, "1.csv"), new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc));
        Put("2.csv", ImportHarness.Rows(3));

        var (sentence, _) = await RunAsync(folders => folders[0] is { Failed: 1, Applied: 1 });

        Assert.That(sentence, Is.EqualTo("Every export has been applied."));
    }

    [TestCase("\n2026-01-01 crit: all is lost.csv")]
    [TestCase("\u001b[2J.csv", TestName = "Export_OfAStrangeName_IsPutAwayAndItsNameIsOneLine(escape sequence)")]
    [TestCase("\u202evsc.csv", TestName = "Export_OfAStrangeName_IsPutAwayAndItsNameIsOneLine(direction)")]
    [TestCase("..csv.csv")]
    [TestCase("-rf.csv")]
    [TestCase("a\\..\\..\\b.csv")]
    public async Task Export_OfAStrangeName_IsPutAwayAndItsNameIsOneLine(string name)
    {
        Put(name, "user_id,\"Sco\nre\u001b[31m\",\"Sco\nre\u001b[31m\"\n1,1,1\n");
        var hidden = name.StartsWith('.');

        var (sentence, log) = await RunAsync(hidden ? folders => folders[0].State == PredictionFolderState.Idle : folders => folders[0].Failed == 1);

        var told = log.Append(sentence);
        Assert.That(told.Where(line => line.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028')), Is.Empty);
        Assert.That(File.Exists(Path.Combine(Drop, hidden ? "" : "failed", name)), Is.True);
        Assert.That(Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName), Is.SubsetOf(new[] { "drop", "state.db", "state.db-wal", "state.db-shm", "state.db.lock" }));
    }

    /// <summary>Runs the import until it has come so far; gives what it said of itself then, and in the log.</summary>
    private async Task<(string Sentence, IReadOnlyList<string> Log)> RunAsync(Func<IReadOnlyList<PredictionFolderStatus>, bool> until)
    {
        await using var emulator = await VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = null);
        using var log = new FakeLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddVidora(options => options.ApiKey = "demo-key")
            .AddPredictionFeed(options => (options.Host, options.Key, options.Secret) = (new MParticleFeedHost(new Uri(emulator.Address, "s2s")), "feed-key", "feed-secret"))
            .AddPredictionImport(options =>
            {
                options.Directory = Drop;
                options.Pipeline = "P";
                options.StateFile = _folder.File("state.db");
                options.PollInterval = TimeSpan.FromMilliseconds(10);
                options.Import.UsersPerSecond = null;
            });
        using var host = builder.Build();
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        var watch = Stopwatch.StartNew();
        while (!until(imports.Folders))
        {
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)), imports.Describe().Sentence);
            await Task.Delay(1);
        }

        var described = imports.Describe();
        Assert.That(described.Health, Is.Not.EqualTo(HealthStatus.Unhealthy), described.Sentence);
        await host.StopAsync();
        return (described.Sentence, [.. log.Collector.GetSnapshot().Select(record => record.Message)]);
    }

    private string Elsewhere(string name, string text)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Drop);
        File.WriteAllText(Path.Combine(Drop, name), text);
    }

    private static void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }
}
