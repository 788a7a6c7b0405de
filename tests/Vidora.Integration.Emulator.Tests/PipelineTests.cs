using System.Globalization;
using System.Text.Json;
using FsCheck.Fluent;
using FsCheck;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class PipelineTests
{
    private readonly WatchedTime _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private string _folder = null!;
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "exports-" + Guid.NewGuid().ToString("N"));
        _emulator = await VidoraEmulator.StartAsync(o => (o.TimeProvider, o.ExportDirectory) = (_time, _folder));
    }

    [TearDown]
    public async Task Stop()
    {
        await _emulator.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>User n bought n times, all of them on the last day.</summary>
    private Task<(int Status, string Body)> SendPurchasesAsync(int users) => _emulator.ValidateAsync([.. Enumerable.Range(1, users).SelectMany(user =>
        Enumerable.Range(0, user).Select(i => $$"""{"user_id":"{{user}}","type":"purchase","timestamp":1893456000,"event_id":"{{user}}-{{i}}"}"""))]);

    [Test]
    public async Task Run_OverReceivedEvents_ScoresAndRanksTheUsers()
    {
        await SendPurchasesAsync(4);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Likelihood to Purchase", TargetEvent = "purchase" });

        pipeline = await _emulator.Pipelines.RunAsync(pipeline.Id);

        Assert.That(pipeline.Status, Is.EqualTo(VidoraPipelineStatus.Complete));
        Assert.That(pipeline.LastPredictionAt, Is.EqualTo(_time.GetUtcNow()));
        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id), Is.EqualTo(new[]
        {
            new EmulatedPrediction("1", 0.5, 0), new EmulatedPrediction("2", 0.666667, 0.333333333),
            new EmulatedPrediction("3", 0.75, 0.666666667), new EmulatedPrediction("4", 0.8, 1),
        }));
    }

    [Test]
    public async Task PredictionsApi_BothGenerations_AnswerForTheUser()
    {
        await SendPurchasesAsync(3);
        var one = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "One" });
        var two = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Two" });
        var once = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Once", Schedule = PipelineSchedule.Once });
        foreach (var pipeline in _emulator.Pipelines)
        {
            await _emulator.Pipelines.RunAsync(pipeline.Id);
        }

        var all = await _emulator.SendAsync(HttpMethod.Get, "/v1/objects/3/predictions?api_key=demo-key");
        var single = await _emulator.SendAsync(HttpMethod.Get, $"/v1/items/3/pipelines/{one.Id}/predictions?api_key=demo-key");

        Assert.That(all, Is.EqualTo((200, $"[{{\"{one.Id}\":0.75}},{{\"{two.Id}\":0.75}}]")));
        Assert.That(single, Is.EqualTo((200, """{"score":0.75,"percentile":1}""")));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/v1/items/3/pipelines/{once.Id}/predictions?api_key=demo-key")).Body, Does.Contain("not recurring"));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/v1/items/nobody/pipelines/{one.Id}/predictions?api_key=demo-key")).Status, Is.EqualTo(404));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/v1/objects/nobody/predictions?api_key=demo-key")).Body, Is.EqualTo("[]"));
    }

    [Test]
    public async Task Run_SameEventsAndSeed_GivesTheSamePredictions()
    {
        async Task<IReadOnlyList<EmulatedPrediction>> PredictAsync()
        {
            await using var emulator = await VidoraEmulator.StartAsync(o => (o.TimeProvider, o.Seed) = (_time, 7));
            await emulator.ValidateAsync([.. Enumerable.Range(0, 50).Select(i => $$"""{"user_id":"{{i}}","type":"t","timestamp":1893456000}""")]);
            var pipeline = emulator.Pipelines.Create(new EmulatedPipeline { Name = "Ties" });
            await emulator.Pipelines.RunAsync(pipeline.Id);
            return emulator.Pipelines.Predictions(pipeline.Id);
        }

        var first = await PredictAsync();

        Assert.That(await PredictAsync(), Is.EqualTo(first));
        Assert.That(first.Select(prediction => prediction.Percentile).Distinct().Count(), Is.EqualTo(50));
    }

    [Test]
    public async Task Run_LabelsBeyondEveryMeasure_DoNotCount()
    {
        await _emulator.ValidateAsync(
            """{"user_id":"a","type":"t","price":1e30}""",
            """{"user_id":"b","type":"t","price":1e308}""",
            """{"user_id":"b","type":"t","price":1e308}""",
            """{"user_id":"c","type":"t","price":-1e400}""",
            """{"user_id":"d","type":"t","price":-999999999999999}""");
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P", Type = VidoraPipelineType.Regression, LabelAttribute = "price" });

        await _emulator.Pipelines.RunAsync(pipeline.Id);

        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id).Select(prediction => prediction.Score), Is.EqualTo(new[] { 0, 0, 0, -999_999_999_999_999 }));
        var (status, file) = await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{pipeline.Id}/export.csv?columns=score");
        Assert.That((status, file), Is.EqualTo((200, "user_id,Predicted Value\r\na,0\r\nb,0\r\nc,0\r\nd,-999999999999999\r\n")));
    }

    [Test]
    public async Task Run_WithoutEvents_Fails()
    {
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Empty" });

        Assert.That((await _emulator.Pipelines.RunAsync(pipeline.Id)).Status, Is.EqualTo(VidoraPipelineStatus.Failed));
        Assert.That((await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key"))[0].GetProperty("status").GetString(), Is.EqualTo("failed"));
    }

    [Test]
    public async Task Export_ToAFolder_WritesTheChosenRangeAndColumns()
    {
        await SendPurchasesAsync(5);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Sample Pipeline" });
        await _emulator.Pipelines.RunAsync(pipeline.Id);

        var export = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { Folder = _folder, FromPercentile = 50 });

        Assert.That(export.Error, Is.Null);
        Assert.That(Path.GetFileName(export.File), Is.EqualTo("sample_pipeline_20300101T000000000Z.csv"));
        Assert.That(
            await File.ReadAllTextAsync(export.File!),
            Is.EqualTo("user_id,Conversion Probability,Percentile\r\n3,0.75,0.5\r\n4,0.8,0.75\r\n5,0.833333,1\r\n"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Export_Recurring_IsMadeAgainWhenTheScheduleRunsThePipeline()
    {
        await SendPurchasesAsync(2);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Daily" });
        await _emulator.Pipelines.AddExportAsync(pipeline.Id, new PredictionExport { ToEmulatedFeed = true });
        Assert.That(_emulator.Users, Is.Empty);

        _time.Advance(TimeSpan.FromHours(25));

        await Eventually.IsTrueAsync(() => _emulator.Users.Count == 2);
        Assert.That(
            _emulator.Users.Find(2)!.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value.GetRawText()}"),
            Is.EqualTo(new[] { "$intelligent_attribute:vidora:daily__score=0.666667", "$intelligent_attribute:vidora:daily__percentile=1" }));
        await SendPurchasesAsync(3);
        _time.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(() => _emulator.Users.Count == 3);
        Assert.That(_emulator.Users.Find(2)!.History, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Export_ToAnotherFeed_PushesOverHttpAndWaitsWhenItIsTold()
    {
        await using var feed = await VidoraEmulator.StartAsync(o => (o.FeedKey, o.FeedSecret) = ("k", "s"));
        feed.Script.Add("POST /v2/bulkevents", new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } });
        await using var emulator = await VidoraEmulator.StartAsync();
        await emulator.ValidateAsync([.. Enumerable.Range(1, 150).Select(i => $$"""{"user_id":"{{i}}","type":"t"}"""), """{"user_id":"a","type":"t"}"""]);
        var pipeline = emulator.Pipelines.Create(new EmulatedPipeline { Name = "Täst" });
        await emulator.Pipelines.RunAsync(pipeline.Id);

        var export = await emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { FeedAddress = feed.Address, FeedKey = "k", FeedSecret = "s", Vendor = "cortex", Columns = ["score"] });
        var refused = await emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { FeedAddress = feed.Address, FeedKey = "k", FeedSecret = "wrong" });

        Assert.That((export.Rows, export.SkippedRows, export.Error), Is.EqualTo((151, 1, (string?)null)));
        Assert.That(feed.Users, Has.Count.EqualTo(150));
        Assert.That(feed.Users.First().Attributes.Keys, Is.EqualTo(new[] { "$intelligent_attribute:cortex:tast__score" }));
        Assert.That(refused.Error, Is.EqualTo("The feed answered 403."));
        feed.Script.AssertUsedUp();
    }

    [Test]
    public async Task ControlRoutes_OverHttp_CreateRunExportAndDownload()
    {
        await SendPurchasesAsync(3);

        var (status, body) = await _emulator.SendAsync(
            HttpMethod.Post, "/emulator/pipelines", """{"name":"My Regression","type":"regression","label_attribute":"price","schedule":"weekly"}""");
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString();
        Assert.That(status, Is.EqualTo(201), body);
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{id}/export.csv")).Status, Is.EqualTo(409));
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{id}/run")).Status, Is.EqualTo(200));
        var export = await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{id}/exports", """{"folder":"weekly","columns":["score"]}""");

        Assert.That(export.Status, Is.EqualTo(201), export.Body);
        Assert.That(Directory.GetFiles(Path.Combine(_folder, "weekly")), Has.Length.EqualTo(1));
        Assert.That(
            (await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{id}/export.csv?from=100&columns=percentile")).Body,
            Does.Match("^user_id,Percentile\r\n[123],1\r\n$"));
        Assert.That((await _emulator.GetJsonAsync($"/emulator/pipelines/{id}/predictions?limit=2")).GetArrayLength(), Is.EqualTo(2));
        var listed = (await _emulator.GetJsonAsync("/emulator/pipelines"))[0];
        Assert.That(listed.GetProperty("exports")[0].GetProperty("rows").GetInt32(), Is.EqualTo(3));
        Assert.That((await _emulator.SendAsync(HttpMethod.Delete, $"/emulator/pipelines/{id}")).Status, Is.EqualTo(204));
        Assert.That(_emulator.Pipelines, Is.Empty);
    }

    [Test]
    public async Task ControlRoutes_ExportOfADefinition_CreatesRunsAndExportsInOneStep()
    {
        const string Definition = """{"name":"Likelihood to Purchase","type":"future events","target_event":"purchase"}""";
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition)).Status, Is.EqualTo(409));
        await SendPurchasesAsync(3);

        var (status, first) = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition);
        var again = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition);

        Assert.That(status, Is.EqualTo(200), first);
        Assert.That(first.Split("\r\n"), Has.Length.EqualTo(5).And.ItemAt(0).EqualTo("user_id,Conversion Probability,Percentile"));
        Assert.That(again.Body, Is.EqualTo(first));
        Assert.That(_emulator.Pipelines.Single().Name, Is.EqualTo("Likelihood to Purchase"));
    }

    [Test]
    public void Select_OnePercentile_FindsTheRowThatShowsIt()
    {
        var users = Enumerable.Range(0, 101).Select(user => $"u{user}").ToArray();
        var predictions = PredictionSet.Rank(users, [.. users.Select((_, user) => (double)user)], new Random(1));

        foreach (var percentile in Enumerable.Range(0, 101))
        {
            var export = new PredictionExport { FromPercentile = percentile, ToPercentile = percentile };
            Assert.That(ExportFile.Select(export, predictions).Select(prediction => prediction.UserId), Is.EqualTo(new[] { users[percentile] }));
        }
    }

    [Test]
    public void Select_PercentileOfManyDigits_IsTheOneOfTheFile()
    {
        var predictions = PredictionSet.Rank(["a", "b", "c", "d"], [1, 2, 3, 4], new Random(1));

        Assert.That(
            ExportFile.Select(new PredictionExport { FromPercentile = 33.3333333, ToPercentile = 66.6666667 }, predictions).Select(prediction => prediction.UserId),
            Is.EqualTo(new[] { "b", "c" }));
    }

    [TestCase("exports", "exports")]
    [TestCase("exports/", "exports")]
    [TestCase("exports", "exports/sub")]
    [TestCase("exports/", "exports/sub/")]
    [TestCase("/", "sub")]
    [TestCase("exports", "other", false)]
    [TestCase("exports/", "exports-too", false)]
    [TestCase("exports/", ".", false)]
    public void WithinExportDirectory_AnyFolder_MustLieBelowIt(string directory, string folder, bool allowed = true)
    {
        var export = new PredictionExport { Folder = Path.GetFullPath(folder) };
        var routes = new PipelineControlRoutes(_emulator.Pipelines, directory);

        Assert.That(() => routes.WithinExportDirectory(export), allowed ? Throws.Nothing : Throws.InstanceOf<FormatException>().With.Message.Contains("below"));
    }

    [TestCase("""{"folder":"../elsewhere"}""", "below")]
    [TestCase("""{"folder":"/etc"}""", "below")]
    [TestCase("""{"columns":["user"]}""", "score and percentile")]
    [TestCase("""{"columns":[]}""", "score or a percentile")]
    [TestCase("""{"from_percentile":60,"to_percentile":40}""", "0 to 100")]
    [TestCase("""{"feed_address":"http://example.com","feed_key":"k","feed_secret":"s"}""", "https")]
    [TestCase("""{"feed_address":"https://example.com"}""", "key and a secret")]
    [TestCase("""{"feed_address":"https://a:b@example.com","feed_key":"k","feed_secret":"s"}""", "no password")]
    [TestCase("""{"folder":"a","to_emulated_feed":true}""", "one destination")]
    public async Task AddExport_ThatMakesNoSense_Is400(string export, string text)
    {
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P" });

        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{pipeline.Id}/exports", export);

        Assert.That(status, Is.EqualTo(400), body);
        Assert.That(body, Does.Contain(text));
        Assert.That(_emulator.Pipelines.Exports(pipeline.Id), Is.Empty);
    }

    [Test]
    public async Task Exports_WithASecret_NeverShowIt()
    {
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P" });
        await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { FeedAddress = new Uri("https://example.com"), FeedKey = "canary-key", FeedSecret = "canary-secret" });

        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/emulator/pipelines")).Body, Does.Not.Contain("canary"));
    }

    [TestCase("Sample Pipeline", "sample_pipeline")]
    [TestCase("Café", "cafe")]
    [TestCase("Men's", "mens")]
    [TestCase("Buy & Save", "buy_save")]
    [TestCase("100%", "100")]
    [TestCase("SamplePipeline", "sample_pipeline")]
    [TestCase("HTTPServer2Go", "http_server2_go")]
    [TestCase("7DayLTV", "7_day_ltv")]
    [TestCase("Q1", "q1")]
    [TestCase("  a--b__c ", "a_b_c")]
    [TestCase("Ж购", "ж购")]
    [TestCase("!!!", "")]
    public void Normalize_PipelineName_FollowsTheRulesAndIsIdempotent(string name, string expected)
    {
        Assert.That(AttributeName.Normalize(name), Is.EqualTo(expected));
        Assert.That(AttributeName.Normalize(expected), Is.EqualTo(expected));
    }

    [Test]
    public void Normalize_AnyText_IsWhatTheLibraryMakesOfIt()
    {
        var part = Gen.Elements("a", "B", "Z", "é", "Ö", "ß", "Ж", "購", "7", "10", " ", "_", "-", "'", "%", "HTTP", "Go", "ﬁ", "İ", "ǅ", "№", "½", "x̂");
        Check.QuickThrowOnFailure(Prop.ForAll(part.ListOf().ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            string expected;
            try
            {
                expected = PredictionAttributeName.Normalize(text);
            }
            catch (FormatException)
            {
                expected = "";
            }
            catch (ArgumentException)
            {
                expected = "";
            }

            return (AttributeName.Normalize(text) == expected).Label($"{text}: {AttributeName.Normalize(text)} and {expected}");
        }));
    }

    [Test]
    public void Create_NameWithTheSameAttributes_IsRefused()
    {
        _emulator.Pipelines.Create(new EmulatedPipeline { Name = "Sample Pipeline" });

        Assert.That(() => _emulator.Pipelines.Create(new EmulatedPipeline { Name = "sample-pipeline" }), Throws.InvalidOperationException);
        Assert.That(() => _emulator.Pipelines.Create(new EmulatedPipeline { Name = "?" }), Throws.ArgumentException);
    }

    [Test]
    public async Task Erasure_OfAUser_RemovesTheirPredictions()
    {
        await SendPurchasesAsync(2);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P" });
        await _emulator.Pipelines.RunAsync(pipeline.Id);
        var body = """{"user_ids":["1"]}""";

        await _emulator.SendAsync(
            HttpMethod.Post, _emulator.Signed(HttpMethod.Post, "/v1/api/deleted_users", body, _time.GetUtcNow().AddHours(1)), body);

        Assert.That(_emulator.Pipelines.FindPrediction(pipeline.Id, "1"), Is.Null);
        Assert.That(_emulator.Pipelines.FindPrediction(pipeline.Id, "2"), Is.Not.Null);
    }

    [Test]
    public async Task Erasure_DuringARun_LeavesNoPredictionOfTheUser()
    {
        await SendPurchasesAsync(2);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P" });
        _time.AtNextReading = () => _emulator.Pipelines.Forget(new HashSet<string> { "1" });

        await _emulator.Pipelines.RunAsync(pipeline.Id);

        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id).Select(prediction => prediction.UserId), Is.EqualTo(new[] { "2" }));
        await _emulator.Pipelines.RunAsync(pipeline.Id);
        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id), Has.Count.EqualTo(2), "Only what was under way forgets; new events of the user count.");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Erasure_DuringAnExport_LeavesTheUserOut(bool toFeed)
    {
        await SendPurchasesAsync(2);
        var pipeline = _emulator.Pipelines.Create(new EmulatedPipeline { Name = "P" });
        await _emulator.Pipelines.RunAsync(pipeline.Id);
        _time.AtNextReading = () => _emulator.Pipelines.Forget(new HashSet<string> { "1" });

        var export = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { ToEmulatedFeed = toFeed, Folder = toFeed ? null : _folder });

        Assert.That(export.Rows, Is.EqualTo(1));
        var exported = toFeed
            ? _emulator.Users.Select(user => user.Mpid)
            : (await File.ReadAllLinesAsync(export.File!)).Skip(1).Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture));
        Assert.That(exported, Is.EqualTo(new[] { 2 }));
    }

    /// <summary>A clock that lets a test act at the moment at which the emulator looks at it.</summary>
    private sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public Action? AtNextReading { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var action = AtNextReading;
            AtNextReading = null;
            action?.Invoke();
            return base.GetUtcNow();
        }
    }
}
