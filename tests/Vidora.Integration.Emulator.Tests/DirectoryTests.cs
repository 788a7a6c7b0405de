using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class DirectoryTests : IDisposable
{
    private readonly string _directory = Path.Combine(TestContext.CurrentContext.WorkDirectory, "emulator-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private Task<VidoraEmulator> StartAsync(int maxEvents = 1000) =>
        VidoraEmulator.StartAsync(o => (o.Directory, o.MaxEvents) = (_directory, maxEvents));

    private static string Event(int number, string user = "u") => $$"""{"user_id":"{{user}}","type":"t","n":{{number}},"event_id":"e{{number}}"}""";

    [Test]
    public async Task Restart_WithADirectory_FindsEverythingAgain()
    {
        string pipelineId;
        await using (var first = await StartAsync())
        {
            await first.ValidateAsync(Event(1), "{}", "{ \"user_id\" : \"ü\",\n\"type\":\"t\" }");
            await first.SendAsync(HttpMethod.Post, "/v2/events", """{"mpid":5,"user_attributes":{"ä":"b"},"source_request_id":"r"}""", Raw.Basic("feed-key", "feed-secret"));
            var body = """{"user_ids":["gone"]}""";
            await first.SendAsync(HttpMethod.Post, first.Signed(HttpMethod.Post, "/v1/api/deleted_users", body), body);
            pipelineId = first.Pipelines.Create(Shoppers.Points()).Id;
            await first.Pipelines.AddExportAsync(pipelineId, new PredictionExport { ToEmulatedFeed = true });
            await first.Pipelines.AddExportAsync(pipelineId, new PredictionExport { FeedAddress = new Uri("https://127.0.0.1:1"), FeedKey = "k", FeedSecret = "canary" });
        }

        await using var second = await StartAsync();

        Assert.That(second.Events.Select(e => e.ToString()), Is.EqualTo(new[] { Event(1), "{ \"user_id\" : \"ü\",\n\"type\":\"t\" }" }));
        Assert.That(second.Events.Invalid, Has.Count.EqualTo(1));
        Assert.That(second.Users.Single().Attributes["ä"].GetString(), Is.EqualTo("b"));
        Assert.That(second.DeletedUsers, Is.EqualTo(new[] { "gone" }));
        Assert.That(second.Pipelines.Exports(pipelineId), Has.Count.EqualTo(1));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(Directory.GetFiles(_directory).Select(File.GetUnixFileMode), Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(Directory.GetFiles(_directory).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(File.ReadAllText), Has.None.Contains("canary"));
        await second.ValidateAsync(Event(1));
        Assert.That(second.Events.Last().Problems, Does.Contain("duplicate_event_id"));
        await second.SendAsync(HttpMethod.Post, "/v2/events", """{"mpid":5,"user_attributes":{"ä":"c"},"source_request_id":"r"}""", Raw.Basic("feed-key", "feed-secret"));
        Assert.That(second.GetState().FeedDuplicates, Is.EqualTo(1));
    }

    [Test]
    public async Task Restart_AfterRuns_FindsPredictionsCardsAndFailures()
    {
        var time = new FakeTimeProvider(Shoppers.End);
        void Configure(VidoraEmulatorOptions options) => (options.Directory, options.TimeProvider) = (_directory, time);
        IReadOnlyList<PipelinePrediction> before;
        EmulatedPipeline good, failed;
        await using (var first = await VidoraEmulator.StartAsync(Configure))
        {
            await Shoppers.SendAsync(first, Shoppers.Enough + 1);
            good = await Shoppers.RunAsync(first, Shoppers.Points());
            failed = await first.Pipelines.RunAsync(first.Pipelines.Create(new RegressionPipeline { Name = "Misspelt", Attribute = "point" }).Id);
            first.Pipelines.Create(new LookAlikePipeline { Name = "By list", Members = new UserList(["1"]) });

            // Nothing of an erased user stays in the files, and none of the events that come later changes what was predicted.
            var body = """{"user_ids":["201"]}""";
            await first.SendAsync(HttpMethod.Post, first.Signed(HttpMethod.Post, "/v1/api/deleted_users", body, time.GetUtcNow().AddHours(1)), body);
            before = first.Pipelines.Predictions(good.Id);
            await first.ValidateAsync(Event(4, "a"));
        }

        await using var second = await VidoraEmulator.StartAsync(Configure);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.Pipelines.Select(pipeline => pipeline.Name), Is.EqualTo(new[] { "Points", "Misspelt" }), "A list made in code cannot be read again.");
            Assert.That(
                second.Pipelines.Predictions(good.Id).Select(prediction => (prediction.UserId, prediction.Score, prediction.Percentile)),
                Is.EqualTo(before.Select(prediction => (prediction.UserId, prediction.Score, prediction.Percentile))));
            Assert.That(second.Pipelines.FindPrediction(good.Id, "201"), Is.Null);
            Assert.That(second.Pipelines.ReasonsOf(good.Id, "5"), Is.Null, "The model went with the process.");
            Assert.That(second.Pipelines.Find(good.Id)!.Card!.Sentences, Is.EqualTo(good.Card!.Sentences));
            Assert.That(second.Pipelines.Find(good.Id)!.LastPredictionAt, Is.EqualTo(good.LastPredictionAt));
            Assert.That((second.Pipelines.Find(failed.Id)!.Status, second.Pipelines.Find(failed.Id)!.Failure), Is.EqualTo((VidoraPipelineStatus.Failed, failed.Failure)));
        }

        Assert.That((await second.SendAsync(HttpMethod.Get, "/users?id=5")).Body, Does.Contain("known after the next run"));
    }

    [Test]
    public async Task Restart_AfterAKill_FindsWhatWasAnswered()
    {
        var copy = Path.Combine(_directory, "copy");
        await using (var first = await StartAsync())
        {
            await first.ValidateAsync(Event(1));
            await first.SendAsync(HttpMethod.Post, "/v2/events", """{"mpid":5,"user_attributes":{"a":"b"}}""", Raw.Basic("feed-key", "feed-secret"));

            // The files as a process leaves them that ends without closing them.
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.GetFiles(_directory, "emulator.db*"))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        await using var second = await VidoraEmulator.StartAsync(o => o.Directory = copy);
        Assert.That(second.Events.Single().ToString(), Is.EqualTo(Event(1)));
        Assert.That(second.Users.Single().Mpid, Is.EqualTo(5));
    }

    [Test]
    public async Task Restart_CountsAndTimeline_StartWithWhatIsStored()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        void Configure(VidoraEmulatorOptions options) => (options.Directory, options.TimeProvider) = (_directory, time);
        string page;
        await using (var first = await VidoraEmulator.StartAsync(Configure))
        {
            await first.ValidateAsync(Event(1), Event(1), "{}");
            page = (await first.SendAsync(HttpMethod.Get, "/pieces/events")).Body;
        }

        await using var second = await VidoraEmulator.StartAsync(Configure);

        Assert.That((await second.SendAsync(HttpMethod.Get, "/pieces/events")).Body, Is.EqualTo(page));
        var state = second.GetState();
        Assert.That((state.Received, state.Valid, state.Invalid, state.Warned, state.Kept), Is.EqualTo((3L, 2L, 1L, 1L, 3L)));
        Assert.That(state.ByReason["duplicate_event_id"], Is.EqualTo(1));
    }

    [Test]
    public async Task Erasure_WithADirectory_LeavesNothingInTheFile()
    {
        await using var emulator = await StartAsync();
        await emulator.ValidateAsync(Event(1, "canary-user"), Event(2));
        var body = """{"user_ids":["canary-user"]}""";
        await emulator.SendAsync(HttpMethod.Post, emulator.Signed(HttpMethod.Post, "/v1/api/deleted_users", body), body);
        await emulator.ValidateAsync(Event(3));
        await emulator.DisposeAsync();

        Assert.That(Directory.GetFiles(_directory, "emulator.db*").Select(File.ReadAllText).Select(text => text.Replace("deleted_users\":[\"canary-user\"]", "")), Has.None.Contains("canary"));
        await using var again = await StartAsync();
        Assert.That(again.Events.Select(e => e.Event["n"]!.Value.GetInt64()), Is.EqualTo(new long[] { 2, 3 }));
    }

    [Test]
    public async Task Reset_WithADirectory_EmptiesIt()
    {
        await using (var first = await StartAsync())
        {
            await first.ValidateAsync(Event(1));
            first.Pipelines.Create(Shoppers.Points());
            first.Reset();
            await first.ValidateAsync(Event(2));
        }

        await using var second = await StartAsync();
        Assert.That(second.Events, Has.Count.EqualTo(1));
        Assert.That(second.Pipelines, Is.Empty);
    }

    [Test]
    public async Task Events_BeyondTheMaximum_DoNotMakeTheFileGrowForEver()
    {
        await using var emulator = await StartAsync(maxEvents: 10);
        for (var i = 0; i < 10; i++)
        {
            await emulator.ValidateAsync([.. Enumerable.Range(i * 1000, 1000).Select(n => Event(n))]);
        }

        await emulator.DisposeAsync();
        Assert.That(new FileInfo(Path.Combine(_directory, "emulator.db")).Length, Is.LessThan(500_000));
    }

    [Test]
    public async Task Start_DirectoryInUseOrOfAnotherKind_SaysSo()
    {
        await using (await StartAsync())
        {
            Assert.That(async () => await StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains("another emulator uses"));
        }

        var file = Path.Combine(_directory, "emulator.db");
        await File.WriteAllTextAsync(file, "something else");
        Assert.That(async () => await StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains("emulator.db is damaged or was not written by this emulator"));
        File.Delete(file);
        await using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE something(a)";
            await command.ExecuteNonQueryAsync();
        }

        Assert.That(async () => await StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains("Delete it, or set another Directory"));
    }

    [Test]
    public async Task Start_DamagedFile_SaysWhichFileAndWhatHelps()
    {
        await using (var first = await StartAsync())
        {
            await first.ValidateAsync([.. Enumerable.Range(0, 1000).Select(n => Event(n))]);
        }

        await using (var file = new FileStream(Path.Combine(_directory, "emulator.db"), FileMode.Open))
        {
            file.Position = 8192;
            file.Write(new byte[file.Length - 8192].Select((_, i) => (byte)(i * 31)).ToArray());
        }

        Assert.That(async () => await StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains("emulator.db is damaged"));
    }
}
