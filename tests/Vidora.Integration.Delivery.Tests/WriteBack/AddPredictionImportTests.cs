using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;
using Vidora.Integration.Emulator;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[Slow(Formats = true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable]
public sealed class AddPredictionImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Import_ExportsOfAFolder_AreAppliedOnceOldestFirstWithAReport()
    {
        await using var emulator = await StartAsync();
        Export("p", "b-older.csv", ImportHarness.Rows(20, i => $"0.1{i}"), day: 1);
        Export("p", "a-newer.csv", ImportHarness.Rows(20), day: 2);
        using var host = Host(emulator, folders: ["p"]);
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 2);
        Assert.That(Names("p"), Is.Empty);
        Assert.That(Names("p/applied"), Is.EqualTo(new[]
        {
            "a-newer.csv", "a-newer.csv.report.json", "a-newer.csv.results.csv", "b-older.csv", "b-older.csv.report.json", "b-older.csv.results.csv",
        }));
        Assert.That(emulator.Users.Find(7)!.Attributes.Single().Value.GetRawText(), Is.EqualTo("0.000007"), "the newer one came last");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(
                Directory.GetFiles(Path.Combine(_folder.Path, "p/applied")).Select(File.GetUnixFileMode),
                Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder.Path, "p/applied/b-older.csv.report.json")));
        Assert.That(report.RootElement.GetProperty("status").GetString(), Is.EqualTo("Completed"));
        Assert.That(report.RootElement.GetProperty("added").GetInt64(), Is.EqualTo(20));
        Assert.That(File.ReadAllLines(Path.Combine(_folder.Path, "p/applied/a-newer.csv.results.csv")), Has.Length.EqualTo(21));
        Assert.That(imports.Describe(), Is.EqualTo((HealthStatus.Healthy, "Every export has been applied.")));

        Export("p", "a-newer.csv", ImportHarness.Rows(21), day: 3);
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 3);
        Assert.That(Names("p/applied").Count(name => name.EndsWith("a-newer.csv", StringComparison.Ordinal)), Is.EqualTo(2), "a name that is taken gets a time in front");
        await host.StopAsync();
        Assert.That(imports.Folders[0].State, Is.EqualTo(PredictionFolderState.NotRunning));
    }

    [Test]
    public async Task Import_StrangeExport_FailsWithItsReportAndTheNextIsApplied()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", "nothing to see here", day: 1);
        using var host = Host(emulator, folders: ["p"]);
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Failed == 1);
        Assert.That(Names("p/failed"), Is.EqualTo(new[] { "1.csv", "1.csv.report.json" }));
        Assert.That(File.ReadAllText(Path.Combine(_folder.Path, "p/failed/1.csv.report.json")), Does.Contain("UserColumn"));
        Assert.That(imports.Describe().Health, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(imports.Describe().Sentence, Does.Contain("1.csv").And.Contain("was not applied"));
        Export("p", "2.csv", ImportHarness.Rows(3), day: 2);
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1);
        Assert.That(imports.Describe().Health, Is.EqualTo(HealthStatus.Healthy));
        await host.StopAsync();
    }

    [Test]
    public async Task Import_WrongSecret_PausesKeepsTheFileAndResumes()
    {
        await using var emulator = await StartAsync();
        emulator.Script.Add("/s2s/v2/bulkevents", new FaultAnswer { Status = 401, Times = 2 });
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        using var host = Host(emulator, folders: ["p"], time: new ImpatientOnLongWaits());
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        var sawPause = false;
        await Eventually.IsTrueAsync(() =>
        {
            var (health, sentence) = imports.Describe();
            sawPause |= health == HealthStatus.Unhealthy && sentence.Contains("401", StringComparison.Ordinal) && File.Exists(Path.Combine(_folder.Path, "p/1.csv"));
            return imports.Folders[0].Applied == 1;
        });
        Assert.That(sawPause, Is.True);
        Assert.That(emulator.Users, Has.Count.EqualTo(3));
        await host.StopAsync();
    }

    [Test]
    public async Task Import_SeveralPipelines_EachHasItsFolder()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        Export("q", "1.csv", ImportHarness.Rows(4), day: 1);
        using var host = Host(emulator, folders: ["p", "q"]);
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders.All(folder => folder.Applied == 1));
        Assert.That(emulator.Users.Find(1)!.Attributes.Keys, Is.EquivalentTo(new[] { "$intelligent_attribute:vidora:p__score", "$intelligent_attribute:vidora:q__score" }));
        await host.StopAsync();
    }

    [Test]
    public async Task Import_UsersErasedByTheForwarder_AreNotWritten()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        using var host = Host(emulator, folders: ["p"], account: builder => builder.AddForwarding(options => options.QueueFile = ":memory:"));
        var store = host.Services.GetRequiredService<DeliveryStore>();
        await store.ForgetAsync(Guid.NewGuid(), ["2"]);
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1);
        Assert.That(emulator.Users.Select(user => user.Mpid), Is.EquivalentTo(new[] { 1, 3 }));
        var health = await ActivatorUtilities.CreateInstance<VidoraForwardingHealthCheck>(host.Services).CheckHealthAsync(new HealthCheckContext());
        Assert.That(health.Description, Does.Contain("Every export has been applied."));
        await host.StopAsync();
    }

    [Test]
    public async Task Import_UserErasedAfterwards_IsForgottenThoughNoExportNamesHim()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        using var host = Host(emulator, folders: ["p"], account: builder => builder.AddForwarding(options => options.QueueFile = ":memory:"));
        var store = host.Services.GetRequiredService<DeliveryStore>();
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1);
        var before = Kept();

        await store.ForgetAsync(Guid.NewGuid(), ["2", "C-77"]);
        await Eventually.IsTrueAsync(() => Kept() is [1, 3]);
        await store.ForgetAsync(Guid.NewGuid(), ["3"]);
        await Eventually.IsTrueAsync(() => Kept() is [1]);
        await store.LearnForgottenAsync([UserHash.Of("1")]);
        await Eventually.IsTrueAsync(() => Kept() is [], "users that another process has forgotten");

        Assert.That(before, Is.EqualTo(new[] { 1, 2, 3 }));
        await host.StopAsync();

        List<long> Kept()
        {
            using var connection = new SqliteConnection($"Data Source={_folder.File("state.db")};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT mpid FROM accepted ORDER BY mpid";
            using var rows = command.ExecuteReader();
            return [.. rows.Cast<System.Data.IDataRecord>().Select(row => row.GetInt64(0))];
        }
    }

    [Test]
    public async Task Lesson13_FeedWantsToBeLeftAloneForLong_NoFolderAsksItBefore()
    {
        await using var emulator = await StartAsync();
        emulator.Script.Add("/s2s/v2/bulkevents", new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } });
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        Export("q", "1.csv", ImportHarness.Rows(3), day: 1);
        using var host = Host(emulator, folders: ["p", "q"], time: new ImpatientOnLongWaits());
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();

        await Eventually.IsTrueAsync(() => imports.Folders[0].State == PredictionFolderState.Waiting);
        await Task.Delay(500);

        Assert.That(emulator.GetState().RequestsByStatus, Is.EqualTo(new Dictionary<int, long> { [429] = 1 }));
        Assert.That(imports.Folders.Select(folder => folder.Applied), Is.All.Zero);
        await host.StopAsync();
    }

    [Test]
    public async Task Import_FileStillBeingWritten_WaitsUntilItIsWhole()
    {
        await using var emulator = await StartAsync();
        using var host = Host(emulator, folders: ["p"]);
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        var path = Path.Combine(_folder.Path, "p", "1.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var rows = ImportHarness.Rows(40).Split('\n');
        await File.WriteAllTextAsync(path + ".tmp", string.Join('\n', rows));
        File.Move(path + ".tmp", path);
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1);
        Assert.That(emulator.Users, Has.Count.EqualTo(40));
        await host.StopAsync();
    }

    [Test]
    public async Task Lesson02_FolderThatCannotBeRead_IsReportedAndTriedAgain()
    {
        await using var emulator = await StartAsync();
        File.WriteAllText(Path.Combine(_folder.Path, "p"), "a file where the folder should be");
        using var host = Host(emulator, folders: ["p"], time: new ImpatientOnLongWaits());
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].State == PredictionFolderState.Waiting);
        Assert.That(imports.Describe().Health, Is.EqualTo(HealthStatus.Degraded));
        File.Delete(Path.Combine(_folder.Path, "p"));
        Export("p", "1.csv", ImportHarness.Rows(3), day: 1);
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1);
        await host.StopAsync();
    }

    [Test]
    public async Task Import_EveryOptionOfAFolder_IsFollowed()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", "id,Customer,Score,Percentile,Comment\nx,1,0.5,50,a\ny,2,0.5,50,b\nz,3,1.5,50,c\n", day: 1);
        using var host = Host(emulator, folders: ["p"], folder: options =>
        {
            options.Type = VidoraPipelineType.Uplift;
            options.Vendor = PredictionVendor.Cortex;
            options.UserColumn = "customer";
            options.Columns = ["Score", "Percentile"];
            options.PercentilesInPercent = true;
            options.Import.AcceptAnomalies = true;
            options.Import.Full = true;
            options.Import.GiveUpAfter = TimeSpan.FromMinutes(1);
        });
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1, "the export is applied");
        Export("p", "2.csv", "Customer,Score,Percentile\n1,0.5,50\n2,0.5,50\n", day: 2);
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 2, "the export is applied");
        var attributes = emulator.Users.Find(1)!.Attributes.ToDictionary(pair => pair.Key, pair => pair.Value.GetRawText());
        Assert.That(attributes, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["$intelligent_attribute:cortex:p__score"] = "0.5",
            ["$intelligent_attribute:cortex:p__percentile"] = "0.5",
        }));
        Assert.That(emulator.Users, Has.Count.EqualTo(2), "the third has a score above 1");
        var status = imports.Folders[0];
        Assert.That((status.LastFile, status.LastResult!.Status, status.LastResult.Resent), Is.EqualTo(("2.csv", PredictionImportStatus.Completed, 2)));
        Assert.That((await imports.CheckHealthAsync(new HealthCheckContext())).Status, Is.EqualTo(HealthStatus.Healthy));
        await host.StopAsync();
    }

    [Test]
    public void Start_PipelinesOfOneName_FailsAndNamesBoth()
    {
        using var host = Host(null, folders: ["Café Visits", "cafe visits"]);
        Assert.That(() => host.StartAsync(), Throws.ArgumentException.With.Message.Contains("Café Visits").And.Message.Contains("\"cafe visits\""));
    }

    [Test]
    public void Start_WrongOptions_FailsAndNamesThem()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddVidora("eu").AddPredictionFeed(Keys).AddPredictionImport(options =>
        {
            options.Pipeline = "!";
            options.Import.UsersPerSecond = 0;
            options.Import.GiveUpAfter = TimeSpan.FromSeconds(-1);
            options.Import.DryRun = true;
            options.Import.ResultsFile = "results.csv";
        });
        using var host = builder.Build();
        Assert.That(
            () => host.StartAsync(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Directory of account \"eu\"").And.Message.Contains(".Pipeline")
                .And.Message.Contains(".Import.UsersPerSecond").And.Message.Contains(".Import.GiveUpAfter").And.Message.Contains(".Import.DryRun")
                .And.Message.Contains(".Import.ResultsFile"));
    }

    [Test]
    public async Task Import_FolderOfASection_IsFollowed()
    {
        await using var emulator = await StartAsync();
        Export("p", "1.csv", "id,Customer,Score\nx,1,0.5\ny,2,0.5\n", day: 1);
        using var host = Host(emulator, folders: [], account: builder => builder.AddPredictionImport(Section(
            ("Directory", Path.Combine(_folder.Path, "p")),
            ("Pipeline", "p"),
            ("Type", "Uplift"),
            ("Vendor", "cortex"),
            ("UserColumn", "Customer"),
            ("Columns:0", "Score"),
            ("PercentilesInPercent", "true"),
            ("Import:AcceptAnomalies", "true"),
            ("Import:GiveUpAfter", "00:01:00"),
            ("Import:UsersPerSecond", "1000"),
            ("PollInterval", "00:00:00.01"),
            ("StateFile", _folder.File("state.db")))));
        await host.StartAsync();
        var imports = host.Services.GetRequiredService<PredictionImports>();
        await Eventually.IsTrueAsync(() => imports.Folders[0].Applied == 1, "the export is applied");
        Assert.That(emulator.Users.Find(1)!.Attributes.Keys, Is.EqualTo(new[] { "$intelligent_attribute:cortex:p__score" }));
        await host.StopAsync();
    }

    [TestCase("Import:DryRun")]
    [TestCase("UsersPerSecond")]
    public void Start_UnknownKeyOfASection_FailsAndNamesIt(string key)
    {
        using var host = Host(null, folders: [], account: builder => builder.AddPredictionImport(Section(("Directory", _folder.Path), ("Pipeline", "p"), (key, "1"))));
        Assert.That(() => host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains($"Import:{key} is not a setting"));
    }

    [Test]
    public void Start_WithoutAFeed_SaysWhatIsMissing()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddVidora().AddPredictionImport(options => (options.Directory, options.Pipeline) = (_folder.Path, "P"));
        using var host = builder.Build();
        Assert.That(() => host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("AddPredictionFeed"));
    }

    private static void Keys(MParticleFeedOptions options) => (options.Key, options.Secret) = ("feed-key", "feed-secret");

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Import:{setting.Key}", (string?)setting.Value)))
        .Build()
        .GetSection("Import");

    private static Task<VidoraEmulator> StartAsync() => VidoraEmulator.StartAsync(options => options.FeedBatchesPerSecond = null);

    private IHost Host(
        VidoraEmulator? emulator, string[] folders, TimeProvider? time = null, Action<VidoraBuilder>? account = null, Action<PredictionFolderOptions>? folder = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        var vidora = builder.Services.AddVidora(options => options.ApiKey = "demo-key").AddPredictionFeed(options =>
        {
            Keys(options);
            options.Host = emulator is null ? default : new MParticleFeedHost(new Uri(emulator.Address, "s2s"));
        });
        account?.Invoke(vidora);
        foreach (var name in folders)
        {
            vidora.AddPredictionImport(options =>
            {
                options.Directory = Path.Combine(_folder.Path, name);
                options.Pipeline = name;
                options.StateFile = _folder.File("state.db");
                options.PollInterval = TimeSpan.FromMilliseconds(10);
                options.Import.UsersPerSecond = null;
                folder?.Invoke(options);
            });
        }

        return builder.Build();
    }

    private void Export(string folder, string name, string text, int day)
    {
        var path = Path.Combine(_folder.Path, folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".tmp", text);
        File.SetLastWriteTimeUtc(path + ".tmp", new DateTime(2026, 8, day, 0, 0, 0, DateTimeKind.Utc));
        File.Move(path + ".tmp", path);
    }

    private string[] Names(string folder) =>
        [.. new DirectoryInfo(Path.Combine(_folder.Path, folder)).GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    /// <summary>The system's clock, on which a wait of seconds takes some milliseconds. A request's time limit is none.</summary>
    private sealed class ImpatientOnLongWaits : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(1) && dueTime < TimeSpan.FromSeconds(30) ? TimeSpan.FromMilliseconds(50) : dueTime, period);
    }
}
