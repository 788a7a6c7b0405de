using System.Globalization;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>An import over real connections to an emulated feed, with faults on the way.</summary>
[Slow]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable]
public sealed class EmulatedFeedTests : IDisposable
{
    private const string Route = "POST /s2s/v2/bulkevents";
    private const string Attribute = "$intelligent_attribute:vidora:p__score";

    private static readonly FaultAnswer[] _faults =
    [
        new() { CutBeforeBody = true },
        new() { CutAfterBody = true },
        new() { CutAfterBody = true, Apply = true },
        new() { Status = 503, Apply = true },
        new() { Status = 500 },
        new() { Status = 408 },
        new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "2", ["X-mp-rate-limit-exceeded"] = "\"feed\"" } },
        new() { Status = 429, Headers = new Dictionary<string, string> { ["RetryAfter"] = "Sun, 02 Aug 2026 00:00:00 GMT", ["X-mp-rate-limit-exceeded"] = "\"acceleration\"" } },
        new() { Status = 413 },
        new() { Status = 400 },
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Import_FaultAtEveryRequest_EndsTheSameWithNoRowLostAndNoneTwice([Range(0, 9)] int fault, [Values(1, 2, 3)] int request)
    {
        await using var emulator = await StartAsync();
        emulator.Script.Add(new FaultRule { Route = Route, FromRequest = request, Answers = [_faults[fault]] });
        var result = await ImportAsync(emulator, Write(250), new InstantTime());
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed), result.Sentence);
        emulator.Script.AssertUsedUp();
        AssertFinal(emulator, 250);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(60)]
    [TestCase(250)]
    [TestCase(400)]
    [TestCase(1_000)]
    [TestCase(5_000)]
    [TestCase(10_000)]
    [TestCase(15_000)]
    public Task Import_RequestCutAfterSoManyBytes_EndsTheSame(int bytes) => AssertCutAsync(bytes, null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(12)]
    [TestCase(40)]
    [TestCase(80)]
    public Task Import_AnswerCutAfterSoManyBytes_EndsTheSame(int bytes) => AssertCutAsync(null, bytes);

    [Test]
    public async Task Import_FaultsWithoutEndAndThenNone_EndsTheSame()
    {
        await using var emulator = await StartAsync();
        emulator.Script.Add(Route, [.. _faults.Where(fault => fault.Status is not (400 or 413))]);
        var result = await ImportAsync(emulator, Write(1000), new InstantTime());
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed), result.Sentence);
        AssertFinal(emulator, 1000);
    }

    [Test]
    public async Task Import_WrongSecret_PausesAndWritesNothing()
    {
        await using var emulator = await StartAsync();
        var result = await ImportAsync(emulator, Write(10), TimeProvider.System, secret: "wrong");
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Paused));
        Assert.That(result.Sentence, Does.Contain("403").And.Not.Contain("wrong"));
        Assert.That(emulator.Users, Is.Empty);
    }

    [Test]
    public async Task Import_DocumentedLimit_IsNeverExceeded()
    {
        // Both on one clock that moves only when the import waits: how busy the machine is does not decide.
        var time = new InstantTime();
        await using var emulator = await VidoraEmulator.StartAsync(options => (options.FeedBatchesPerSecond, options.TimeProvider) = (270, time));
        var result = await ImportAsync(emulator, Write(5_000), time, limit: 270);
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed));
        Assert.That(emulator.GetState().RequestsByStatus.ContainsKey(429), Is.False);
        AssertFinal(emulator, 5_000);
    }

    [Test]
    public async Task Import_KilledInTheMiddleAndStartedAgain_EndsTheSame()
    {
        const int Users = 20_000;
        await using var emulator = await StartAsync();
        var export = Write(Users);

        // What is written is answered late: that is when a kill leaves an import that cannot know, and is still at work.
        emulator.Script.Add(Route, new FaultAnswer { Status = 202, Apply = true, Delay = TimeSpan.FromMilliseconds(20), Times = 10_000 });
        long sent = 0;
        var kills = 0;
        foreach (var at in new[] { 1_000, 5_000, 9_300 })
        {
            using var process = TestProcess.Dotnet(
                typeof(EmulatedFeedTests).Assembly.Location, ["import", export, _folder.File("state.db"), emulator.Address.ToString()]);
            await Eventually.IsTrueAsync(() => emulator.GetState().FeedBatches >= at || process.HasEnded);
            kills += process.HasEnded ? 0 : 1;
            await process.KillAsync();
            sent = emulator.GetState().FeedBatches;
        }

        Assert.That(kills, Is.EqualTo(3), "each was still at work");
        Assert.That(sent, Is.LessThan(Users));
        emulator.Script.Clear();
        var result = await ImportAsync(emulator, export, TimeProvider.System);
        Assert.That((result.Status, result.IsResumed), Is.EqualTo((PredictionImportStatus.Completed, true)));
        AssertFinal(emulator, Users);

        // Sent twice: of each kill the one request that was in flight, and none of them applied twice.
        Assert.That(emulator.GetState().FeedDuplicates, Is.LessThanOrEqualTo(kills * 100));
        Assert.That(emulator.GetState().FeedBatches, Is.EqualTo(Users + emulator.GetState().FeedDuplicates));
    }

    /// <summary>What the process that is killed does.</summary>
    internal static async Task ImportAsync(string export, string stateFile, Uri address)
    {
        using var http = new HttpClient();
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(address, "feed-secret")), stateFile);
        await importer.RunAsync(
            new PredictionExportFile { Path = export, Pipeline = "P", ExportedAt = Samples.Start }, new PredictionImportOptions { UsersPerSecond = null });
    }

    private static Task<VidoraEmulator> StartAsync() => VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = null);

    private static MParticleFeedOptions Feed(Uri address, string secret) => new()
    {
        Host = new MParticleFeedHost(new Uri(address, "s2s")),
        Key = "feed-key",
        Secret = secret,
    };

    private static string Score(int user) => user.ToString("'0.'000000", CultureInfo.InvariantCulture);

    private static void AssertFinal(VidoraEmulator emulator, int users)
    {
        Assert.That(emulator.Users, Has.Count.EqualTo(users));
        foreach (var user in emulator.Users)
        {
            Assert.That(user.Attributes[Attribute].GetRawText(), Is.EqualTo(Score((int)user.Mpid)));
            Assert.That(user.History, Has.Count.EqualTo(1), "applied once");
        }
    }

    private async Task AssertCutAsync(int? requestBytes, int? answerBytes)
    {
        await using var emulator = await StartAsync();
        await using var proxy = new CuttingProxy(emulator.Address, requestBytes, answerBytes);
        var result = await ImportAsync(proxy.Address, Write(100), new InstantTime());
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed), result.Sentence);
        Assert.That(proxy.Connections, Is.GreaterThan(1), "the first one was cut");
        AssertFinal(emulator, 100);
    }

    private string Write(int users)
    {
        var path = _folder.File("export.csv");
        File.WriteAllText(path, ImportHarness.Rows(users, Score));
        return path;
    }

    private Task<PredictionImportResult> ImportAsync(
        VidoraEmulator emulator, string export, TimeProvider time, string secret = "feed-secret", int? limit = null) =>
        ImportAsync(emulator.Address, export, time, secret, limit);

    private async Task<PredictionImportResult> ImportAsync(
        Uri address, string export, TimeProvider time, string secret = "feed-secret", int? limit = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(address, secret)), _folder.File("state.db"), null, time);
        return await importer.RunAsync(
            new PredictionExportFile { Path = export, Pipeline = "P", ExportedAt = Samples.Start }, new PredictionImportOptions { UsersPerSecond = limit });
    }
}
