using System.Globalization;
using System.Text.Json;
using FsCheck.Fluent;
using FsCheck;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Pipelines;

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

    [Test]
    public async Task Run_OverReceivedEvents_ScoresAndRanksTheUsers()
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points());

        var predictions = _emulator.Pipelines.Predictions(pipeline.Id);
        var ranked = predictions.OrderBy(prediction => prediction.Percentile).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pipeline.Status, Is.EqualTo(VidoraPipelineStatus.Complete));
            Assert.That(pipeline.LastPredictionAt, Is.EqualTo(_time.GetUtcNow()));
            Assert.That(pipeline.Card!.Notice, Is.EqualTo("A model of this project, not Vidora's."));
            Assert.That(pipeline.Card.Sentences, Has.Count.EqualTo(3));
            Assert.That(predictions.Select(prediction => prediction.UserId), Is.EquivalentTo(Enumerable.Range(1, Shoppers.Enough).Select(user => $"{user}")));
            Assert.That(ranked.Select(prediction => prediction.Score), Is.Ordered);
            Assert.That(ranked.Select(prediction => prediction.Percentile), Is.Unique);
            Assert.That((ranked[0].Percentile, ranked[^1].Percentile), Is.EqualTo((0, 1)));
        }
    }

    [Test]
    public async Task PipelinesApi_SeveralPipelines_ListsTheMostRecentlyRunFirst()
    {
        await Shoppers.SendAsync(_emulator);
        var never = _emulator.Pipelines.Create(Shoppers.Points("Never"));
        var first = await Shoppers.RunAsync(_emulator, Shoppers.Points("First"));
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = await Shoppers.RunAsync(_emulator, Shoppers.Points("Second"));

        var listed = await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key");

        Assert.That(
            listed.EnumerateArray().Select(pipeline => pipeline.GetProperty("id").GetString()), Is.EqualTo(new[] { second.Id, first.Id, never.Id }));
    }

    [Test]
    public async Task PredictionsApi_BothGenerations_AnswerForTheUser()
    {
        await Shoppers.SendAsync(_emulator);
        var one = await Shoppers.RunAsync(_emulator, Shoppers.Points("One"));
        var two = await Shoppers.RunAsync(_emulator, Shoppers.Points("Two"));
        var once = await Shoppers.RunAsync(_emulator, Shoppers.Points("Once", PipelineSchedule.Once));

        var all = await _emulator.GetJsonAsync("/v1/objects/3/predictions?api_key=demo-key");
        var single = await _emulator.GetJsonAsync($"/v1/items/3/pipelines/{one.Id}/predictions?api_key=demo-key");

        Assert.That(all.EnumerateArray().Select(item => item.EnumerateObject().Single().Name), Is.EqualTo(new[] { one.Id, two.Id }));
        Assert.That(single.GetProperty("score").GetDouble(), Is.EqualTo(_emulator.Pipelines.FindPrediction(one.Id, "3")!.Score));
        Assert.That(single.GetProperty("percentile").GetDouble(), Is.InRange(0, 1));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/v1/items/3/pipelines/{once.Id}/predictions?api_key=demo-key")).Body, Does.Contain("not recurring"));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/v1/items/nobody/pipelines/{one.Id}/predictions?api_key=demo-key")).Status, Is.EqualTo(404));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/v1/objects/nobody/predictions?api_key=demo-key")).Body, Is.EqualTo("[]"));
    }

    [Test]
    public async Task Run_SameEvents_GivesTheSamePredictions()
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points());
        var first = Rows(pipeline);

        await using var other = await VidoraEmulator.StartAsync(o => o.TimeProvider = _time);
        await Shoppers.SendAsync(other);
        var again = await Shoppers.RunAsync(other, Shoppers.Points());

        Assert.That(other.Pipelines.Predictions(again.Id).Select(prediction => (prediction.UserId, prediction.Score, prediction.Percentile)), Is.EqualTo(first));
    }

    [Test]
    public async Task Run_NumbersBeyondEveryMeasure_DoNotCount()
    {
        await Shoppers.SendAsync(_emulator);
        await _emulator.ValidateAsync(
            """{"user_id":"a","type":"view","timestamp":1893400000,"user_points":1e30}""", """{"user_id":"b","type":"view","timestamp":1893400000,"user_points":1e308}""");

        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points());

        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id).Select(prediction => prediction.Score), Is.All.InRange(-10, 10));
        Assert.That(pipeline.Card!.Rows, Is.EqualTo(Shoppers.Enough));
    }

    [Test]
    public async Task Run_WithTooLittle_FailsWithTheSentenceAndKeepsTheLastPredictions()
    {
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points());
        var empty = await _emulator.Pipelines.RunAsync(pipeline.Id);
        Assert.That((empty.Status, empty.Failure), Is.EqualTo((VidoraPipelineStatus.Failed, "There are no events. Add events that have a user, a type and a time.")));
        Assert.That((await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key"))[0].GetProperty("status").GetString(), Is.EqualTo("failed"));

        await Shoppers.SendAsync(_emulator);
        var good = await _emulator.Pipelines.RunAsync(pipeline.Id);
        _time.Advance(TimeSpan.FromHours(3));
        var early = await _emulator.Pipelines.RunAsync(pipeline.Id, Shoppers.End.AddDays(-4));

        Assert.That((good.Status, good.Failure), Is.EqualTo((VidoraPipelineStatus.Complete, (string?)null)));
        Assert.That(early.Failure, Does.Contain("At least 200 are needed."));
        Assert.That((early.Status, early.LastPredictionAt, early.Card), Is.EqualTo((VidoraPipelineStatus.Failed, good.LastPredictionAt, good.Card)));
        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id), Has.Count.EqualTo(Shoppers.Enough));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/pipelines/{pipeline.Id}")).Body, Does.Contain("At least 200 are needed. The predictions of the last good run are kept; they were made 3 hours ago."));
        Assert.That((await _emulator.Pipelines.RunAsync(pipeline.Id, Shoppers.End.AddDays(400))).Failure, Does.StartWith("The history ends on 2030-01-01, before 2031-02-05."));
    }

    [Test]
    public async Task Export_ToAFolder_WritesTheChosenRangeAndColumns()
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points("Sample Pipeline"));

        var export = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { Folder = _folder, FromPercentile = 50 });

        var lines = (await File.ReadAllTextAsync(export.File!)).Split("\r\n");
        Assert.That(export.Error, Is.Null);
        Assert.That(Path.GetFileName(export.File), Is.EqualTo("sample_pipeline_20300101T000000000Z.csv"));
        Assert.That(lines[0], Is.EqualTo("user_id,Predicted Value,Percentile"));
        Assert.That(lines, Has.Length.EqualTo((Shoppers.Enough / 2) + 2));
        Assert.That(lines[1..^1].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)), Is.All.InRange(0.5, 1));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Export_Recurring_IsMadeAgainWhenTheScheduleRunsThePipeline()
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points("Daily"));
        await _emulator.Pipelines.AddExportAsync(pipeline.Id, new PredictionExport { ToEmulatedFeed = true });
        Assert.That(_emulator.Users, Is.Empty);

        _time.Advance(TimeSpan.FromHours(25));

        await Eventually.IsTrueAsync(() => _emulator.Users.Count == Shoppers.Enough);
        Assert.That(
            _emulator.Users.Find(2)!.Attributes.Keys,
            Is.EqualTo(new[] { "$intelligent_attribute:vidora:daily__score", "$intelligent_attribute:vidora:daily__percentile" }));
        await Eventually.IsTrueAsync(() => _emulator.Pipelines.Single().Status == VidoraPipelineStatus.Complete);
        await Shoppers.SendAsync(_emulator, 10, 1_000);
        _time.Advance(TimeSpan.FromHours(25));
        await Eventually.IsTrueAsync(() => _emulator.Users.Count == Shoppers.Enough + 10);
        Assert.That(_emulator.Users.Find(2)!.History, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Export_ToAnotherFeed_PushesOverHttpAndWaitsWhenItIsTold()
    {
        await using var feed = await VidoraEmulator.StartAsync(o => (o.FeedKey, o.FeedSecret, o.FeedBatchesPerSecond) = ("k", "s", null));
        feed.Script.Add("POST /v2/bulkevents", new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } });
        await Shoppers.SendAsync(_emulator);
        await _emulator.ValidateAsync("""{"user_id":"a","type":"view","timestamp":1893400000}""");
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points("Täst"));

        var export = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { FeedAddress = feed.Address, FeedKey = "k", FeedSecret = "s", Vendor = "cortex", Columns = ["score"] });
        var refused = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { FeedAddress = feed.Address, FeedKey = "k", FeedSecret = "wrong" });

        Assert.That((export.Rows, export.SkippedRows, export.Error), Is.EqualTo((Shoppers.Enough + 1, 1, (string?)null)));
        Assert.That(feed.Users, Has.Count.EqualTo(Shoppers.Enough));
        Assert.That(feed.Users.First().Attributes.Keys, Is.EqualTo(new[] { "$intelligent_attribute:cortex:tast__score" }));
        Assert.That(refused.Error, Is.EqualTo("The feed answered 403."));
        feed.Script.AssertUsedUp();
    }

    [Test]
    public async Task ControlRoutes_OverHttp_CheckCreateRunExportAndDownload()
    {
        const string Definition = """{"type":"regression","name":"My Regression","attribute":"points","schedule":"weekly"}""";
        await Shoppers.SendAsync(_emulator);

        var check = JsonDocument.Parse((await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/check", Definition)).Body).RootElement;
        Assert.That((check.GetProperty("rows").GetInt32(), check.GetProperty("obstacle").ValueKind), Is.EqualTo((Shoppers.Enough, JsonValueKind.Null)));
        Assert.That(check.GetProperty("event_types").GetProperty("view").GetInt32(), Is.EqualTo(600));
        Assert.That(check.GetProperty("attributes")[0].GetString(), Is.EqualTo("points"));
        Assert.That(_emulator.Pipelines, Is.Empty);

        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines", Definition);
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString();
        Assert.That(status, Is.EqualTo(201), body);
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{id}/export.csv")).Status, Is.EqualTo(409));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{id}/card")).Status, Is.EqualTo(409));
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{id}/run?as_of=soon")).Status, Is.EqualTo(400));
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{id}/run?as_of=2030-01-01T00:00:01Z")).Status, Is.EqualTo(200));
        var export = await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{id}/exports", """{"folder":"weekly","columns":["score"]}""");

        Assert.That(export.Status, Is.EqualTo(201), export.Body);
        Assert.That(Directory.GetFiles(Path.Combine(_folder, "weekly")), Has.Length.EqualTo(1));
        Assert.That(
            (await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{id}/export.csv?from=100&columns=percentile")).Body,
            Does.Match("^user_id,Percentile\r\n[0-9]+,1\r\n$"));
        Assert.That((await _emulator.GetJsonAsync($"/emulator/pipelines/{id}/predictions?limit=2")).GetArrayLength(), Is.EqualTo(2));
        Assert.That((await _emulator.GetJsonAsync($"/emulator/pipelines/{id}/card")).GetProperty("rows").GetInt32(), Is.EqualTo(Shoppers.Enough));
        var listed = (await _emulator.GetJsonAsync("/emulator/pipelines"))[0];
        Assert.That(listed.GetProperty("exports")[0].GetProperty("rows").GetInt32(), Is.EqualTo(Shoppers.Enough));
        Assert.That(listed.GetProperty("definition").GetProperty("attribute").GetString(), Is.EqualTo("points"));
        Assert.That(listed.GetProperty("as_of").GetDateTimeOffset(), Is.EqualTo(Shoppers.End.AddSeconds(1)));
        Assert.That((await _emulator.SendAsync(HttpMethod.Delete, $"/emulator/pipelines/{id}")).Status, Is.EqualTo(204));
        Assert.That(_emulator.Pipelines, Is.Empty);
    }

    [Test]
    public async Task ControlRoutes_ExportOfADefinition_CreatesRunsAndExportsInOneStep()
    {
        const string Definition = """{"type":"regression","name":"Points","attribute":"points"}""";
        var (early, sentence) = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition);
        Assert.That((early, sentence), Is.EqualTo((409, """{"error":"There are no events. Add events that have a user, a type and a time."}""")));
        await Shoppers.SendAsync(_emulator);

        var (status, first) = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition);
        var again = await _emulator.SendAsync(HttpMethod.Post, "/emulator/pipelines/export.csv", Definition);

        Assert.That(status, Is.EqualTo(200), first);
        Assert.That(first.Split("\r\n"), Has.Length.EqualTo(Shoppers.Enough + 2).And.ItemAt(0).EqualTo("user_id,Predicted Value,Percentile"));
        Assert.That(again.Body, Is.EqualTo(first));
        Assert.That(_emulator.Pipelines.Single().Name, Is.EqualTo("Points"));
    }

    [TestCase("""{"name":"P","target_event":"purchase"}""", "\\u0022type\\u0022 is missing")]
    [TestCase("""{"type":"future_events","name":"P","goal":{"event":"purchase"},"target_event":"x"}""", "target_event\\u0022 is not a member of a future_events pipeline")]
    [TestCase("""{"type":"look_alike","name":"P","members_file":"/etc/passwd"}""", "is not allowed here")]
    [TestCase("""{"type":"regression","name":"\ud800","attribute":"a"}""", "surrogate pair")]
    [TestCase("nonsense", "this is not JSON")]
    public async Task Create_OfAnInvalidDefinition_Is400(string definition, string text)
    {
        foreach (var route in new[] { "/emulator/pipelines", "/emulator/pipelines/check", "/emulator/pipelines/export.csv" })
        {
            var (status, body) = await _emulator.SendAsync(HttpMethod.Post, route, definition);
            Assert.That(status, Is.EqualTo(400), body);
            Assert.That(body, Does.Contain(text), route);
        }
    }

    [Test]
    public void Select_OnePercentile_FindsTheRowThatShowsIt()
    {
        var predictions = Ranked(101);

        foreach (var percentile in Enumerable.Range(0, 101))
        {
            var export = new PredictionExport { FromPercentile = percentile, ToPercentile = percentile };
            Assert.That(ExportFile.Select(export, predictions).Select(prediction => prediction.UserId), Is.EqualTo(new[] { $"u{percentile}" }));
        }
    }

    [Test]
    public void Select_PercentileOfManyDigits_IsTheOneOfTheFile() => Assert.That(
        ExportFile.Select(new PredictionExport { FromPercentile = 33.3333333, ToPercentile = 66.6666667 }, Ranked(4)).Select(prediction => prediction.UserId),
        Is.EqualTo(new[] { "u1", "u2" }));

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
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points("P"));

        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{pipeline.Id}/exports", export);

        Assert.That(status, Is.EqualTo(400), body);
        Assert.That(body, Does.Contain(text));
        Assert.That(_emulator.Pipelines.Exports(pipeline.Id), Is.Empty);
    }

    [Test]
    public async Task Exports_WithASecret_NeverShowIt()
    {
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points("P"));
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
        _emulator.Pipelines.Create(Shoppers.Points("Sample Pipeline"));

        Assert.That(() => _emulator.Pipelines.Create(Shoppers.Points("sample-pipeline")), Throws.InvalidOperationException);
        Assert.That(() => _emulator.Pipelines.Create(Shoppers.Points("?")), Throws.ArgumentException);
        Assert.That(() => _emulator.Pipelines.Create(new RegressionPipeline { Name = "No attribute" }), Throws.ArgumentException);
    }

    [Test]
    public async Task Erasure_OfAUser_RemovesTheirPredictionsAndTheNextRunLearnsWithoutThem()
    {
        await Shoppers.SendAsync(_emulator, Shoppers.Enough + 1);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points());
        var body = """{"user_ids":["1"]}""";

        await _emulator.SendAsync(
            HttpMethod.Post, _emulator.Signed(HttpMethod.Post, "/v1/api/deleted_users", body, _time.GetUtcNow().AddHours(1)), body);

        Assert.That(_emulator.Pipelines.FindPrediction(pipeline.Id, "1"), Is.Null);
        Assert.That(_emulator.Pipelines.ReasonsOf(pipeline.Id, "1"), Is.Empty);
        Assert.That(_emulator.Pipelines.FindPrediction(pipeline.Id, "2"), Is.Not.Null);
        Assert.That(pipeline.Card!.Rows, Is.EqualTo(Shoppers.Enough + 1));
        Assert.That((await _emulator.Pipelines.RunAsync(pipeline.Id)).Card!.Rows, Is.EqualTo(Shoppers.Enough));
    }

    [Test]
    public async Task Erasure_DuringARun_LeavesNoPredictionOfTheUser()
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points());
        _time.AtNextReading = () => _emulator.Pipelines.Forget(new HashSet<string> { "1" });

        await _emulator.Pipelines.RunAsync(pipeline.Id);

        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id), Has.Count.EqualTo(Shoppers.Enough - 1));
        Assert.That(_emulator.Pipelines.FindPrediction(pipeline.Id, "1"), Is.Null);
        await _emulator.Pipelines.RunAsync(pipeline.Id);
        Assert.That(_emulator.Pipelines.Predictions(pipeline.Id), Has.Count.EqualTo(Shoppers.Enough), "Only what was under way forgets; new events of the user count.");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Erasure_DuringAnExport_LeavesTheUserOut(bool toFeed)
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points());
        _time.AtNextReading = () => _emulator.Pipelines.Forget(new HashSet<string> { "1" });

        var export = await _emulator.Pipelines.AddExportAsync(
            pipeline.Id, new PredictionExport { ToEmulatedFeed = toFeed, Folder = toFeed ? null : _folder });

        Assert.That(export.Rows, Is.EqualTo(Shoppers.Enough - 1));
        var exported = toFeed
            ? _emulator.Users.Select(user => user.Mpid)
            : (await File.ReadAllLinesAsync(export.File!)).Skip(1).Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture));
        Assert.That(exported, Is.EquivalentTo(Enumerable.Range(2, Shoppers.Enough - 1)));
    }

    [Test]
    public async Task Run_AsOfThePast_KnowsWhatCameAndShowsTheSeason()
    {
        // 300 users, of whom those with an even number buy in every window.
        var events = Enumerable.Range(1, 300).SelectMany(user => Enumerable.Range(0, 40).Where(day => day % 3 == user % 3).Select(day =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"user_id":"{{user}}","type":"{{(user % 2 == 0 && day % 2 == 0 ? "purchase" : "view")}}","timestamp":{{Shoppers.End.AddDays(day - 40).ToUnixTimeSeconds() + user}},"event_id":"{{user}}-{{day}}"}""")));
        await _emulator.ValidateAsync([.. events]);
        var pipeline = _emulator.Pipelines.Create(new FutureEventsPipeline { Name = "Buyers", Goal = new EventCondition("purchase"), WithinDays = 7 });

        await _emulator.Pipelines.RunAsync(pipeline.Id, Shoppers.End.AddDays(-14));
        await _emulator.Pipelines.RunAsync(pipeline.Id, Shoppers.End.AddDays(-7));
        var last = await _emulator.Pipelines.RunAsync(pipeline.Id);

        var history = _emulator.Pipelines.History(pipeline.Id);
        Assert.That(history, Has.Count.EqualTo(3));
        Assert.That(history.Take(2).Select(card => card.Outcome!.Observed), Is.All.InRange(0.3, 0.7));
        Assert.That(history[2].Outcome, Is.Null);
        Assert.That(last.Card!.BaseRateDrift, Is.Not.Null);

        // The window of the last run closes, and the next run looks up what came.
        foreach (var (days, type) in new[] { (5, "purchase"), (3, "view") })
        {
            _time.Advance(TimeSpan.FromDays(days));
            await _emulator.ValidateAsync([.. Enumerable.Range(1, 300).Select(user => $$"""{"user_id":"{{user}}","type":"{{type}}","timestamp":{{_time.GetUtcNow().ToUnixTimeSeconds()}},"event_id":"{{type}}{{user}}"}""")]);
        }

        await _emulator.Pipelines.RunAsync(pipeline.Id);
        Assert.That(_emulator.Pipelines.History(pipeline.Id), Has.Count.EqualTo(4));
        Assert.That(_emulator.Pipelines.History(pipeline.Id)[2].Outcome!.Observed, Is.EqualTo(1));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"/pipelines/{pipeline.Id}")).Body, Does.Contain("Runs and what came of them"));
    }

    private List<(string UserId, double Score, double Percentile)> Rows(EmulatedPipeline pipeline) =>
        [.. _emulator.Pipelines.Predictions(pipeline.Id).Select(prediction => (prediction.UserId, prediction.Score, prediction.Percentile))];

    private static List<PipelinePrediction> Ranked(int users) =>
        [.. Enumerable.Range(0, users).Select(user => new PipelinePrediction { UserId = $"u{user}", Score = user, Percentile = Math.Round(user / (users - 1.0), 9) })];

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
