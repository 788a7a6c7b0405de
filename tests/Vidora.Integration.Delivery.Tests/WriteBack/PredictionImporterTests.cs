using System.Globalization;
using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[Slow(Formats = true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PredictionImporterTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Test]
    public async Task RunAsync_FirstExport_WritesEveryoneInRequestsOfHundred()
    {
        var result = await _import.RunAsync(ImportHarness.Rows(250));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(250)));
        Assert.That(_import.Feed.Requests.Select(request => request.Users.Count), Is.EqualTo(new[] { 100, 100, 50 }));
        Assert.That(_import.Feed.Requests[0].Users[0].Columns[0].Attribute.ToString(), Is.EqualTo(ImportHarness.Score));
        Assert.That((result.Rows, result.Added, result.Requests, result.Remaining), Is.EqualTo((250, 250, 3, 0)));
    }

    [Test]
    public async Task RunAsync_NothingChanged_MakesNoRequest()
    {
        await _import.RunAsync(ImportHarness.Rows(250));
        var before = _import.Feed.Requests.Count;
        var result = await _import.RunAsync(ImportHarness.Rows(250, i => string.Create(CultureInfo.InvariantCulture, $"0.{i:000000}00")));
        Assert.That(_import.Feed.Requests, Has.Count.EqualTo(before));
        Assert.That(result.Unchanged, Is.EqualTo(250));
        Assert.That(result.Sentence, Is.EqualTo("Nothing to write: all 250 rows are as mParticle accepted them last."));
    }

    [Test]
    public async Task RunAsync_SomeChanged_WritesOnlyThose()
    {
        await _import.RunAsync(ImportHarness.Rows(250));
        _import.Feed.Requests.Clear();
        static string Score(int i) => i % 50 == 0 ? "0.5" : $"0.{i:000000}";
        var result = await _import.RunAsync(ImportHarness.Rows(253, Score));
        Assert.That(_import.Feed.Requests.Single().Users.Select(user => user.Mpid), Is.EqualTo(new[] { 50, 100, 150, 200, 250, 251, 252, 253 }));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(253, Score)));
        Assert.That((result.Changed, result.Added, result.Unchanged), Is.EqualTo((5, 3, 245)));
    }

    [Test]
    public async Task RunAsync_Full_WritesUnchangedOnesToo()
    {
        await _import.RunAsync(ImportHarness.Rows(10));
        _import.Options.Full = true;
        var result = await _import.RunAsync(ImportHarness.Rows(10));
        Assert.That(_import.Feed.Requests, Has.Count.EqualTo(2));
        Assert.That(result.Resent, Is.EqualTo(10));
        Assert.That(_import.Feed.Ids, Has.Count.EqualTo(20), "another run has other ids, or mParticle would take them for the same");
    }

    [Test]
    public async Task RunAsync_DryRun_SendsNothingAndSaysWhatItWould()
    {
        await _import.RunAsync(ImportHarness.Rows(10));
        _import.Feed.Requests.Clear();
        _import.Options.DryRun = true;
        _import.Options.UsersPerSecond = 270;
        var dry = await _import.RunAsync(ImportHarness.Rows(272, i => i == 1 ? "0.9" : $"0.{i:000000}"));
        Assert.That(_import.Feed.Requests, Is.Empty);
        Assert.That((dry.Added, dry.Changed, dry.Unchanged), Is.EqualTo((262, 1, 9)));
        Assert.That((dry.Requests, dry.IsDryRun, dry.IsResumed), Is.EqualTo((3, true, false)));
        Assert.That(dry.Bytes, Is.GreaterThan(0));
        Assert.That(dry.ProjectedDuration!.Value.TotalSeconds, Is.EqualTo(1).Within(0.1));
        _import.Options.DryRun = false;
        var real = await _import.RunAsync(ImportHarness.Rows(272, i => i == 1 ? "0.9" : $"0.{i:000000}"));
        Assert.That((real.Added, real.Changed, real.Unchanged, real.Remaining), Is.EqualTo((dry.Added, dry.Changed, dry.Unchanged, dry.Remaining)));
    }

    [Test]
    public async Task RunAsync_DryRunOfAFullRun_CountsUnchangedOnesAsResent()
    {
        await _import.RunAsync(ImportHarness.Rows(10));
        (_import.Options.DryRun, _import.Options.Full) = (true, true);

        var dry = await _import.RunAsync(ImportHarness.Rows(10));

        Assert.That((dry.Resent, dry.Unchanged), Is.EqualTo((10, 0)));
    }

    [Test]
    public async Task RunAsync_Result_IsStatusAndSentenceAsText()
    {
        var result = await _import.RunAsync(ImportHarness.Rows(1));

        Assert.That(result.ToString(), Is.EqualTo($"Completed: {result.Sentence}"));
    }

    [Test]
    public async Task RunAsync_WatchedExport_WritesItsOwnResultsAndNeverIntoAFileThatIsThere()
    {
        _import.Options.ResultsFile = _import.ResultsFile;
        var export = new PredictionExportFile { Path = _import.Write(ImportHarness.Rows(3)), Pipeline = "P", WatchedResultsFile = _import.ResultsFile + ".watched" };

        await _import.RunAsync(export);

        Assert.That((File.Exists(_import.ResultsFile), File.ReadAllLines(export.WatchedResultsFile).Length), Is.EqualTo((false, 4)));
        Assert.That(() => _import.RunAsync(export), Throws.InstanceOf<IOException>(), "it may be a link that others have put there");
    }

    [Test]
    public async Task RunAsync_OtherColumnsOfTheSamePipeline_KeepWhatWasAccepted()
    {
        await _import.RunAsync("id,Score,Percentile\n1,0.1,0.5\n2,0.2,0.6\n");
        await _import.RunAsync("id,Percentile\n1,0.7\n2,0.6\n");
        _import.Feed.Requests.Clear();
        var result = await _import.RunAsync("id,Percentile,Score\n1,0.7,0.1\n2,0.6,0.2\n");
        Assert.That(_import.Feed.Requests, Is.Empty);
        Assert.That(result.Unchanged, Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_OtherPipeline_IsAnotherHistory()
    {
        await _import.RunAsync(ImportHarness.Rows(3));
        var result = await _import.RunAsync(new PredictionExportFile { Path = _import.Write(ImportHarness.Rows(3)), Pipeline = "Q" });
        Assert.That(result.Added, Is.EqualTo(3));
    }

    [Test]
    public async Task Lesson04_BadRowInARequest_StandsAloneAndTheOthersAreWritten()
    {
        _import.Feed.Otherwise = users => users.Any(user => user.Mpid is 17 or 211) ? ScriptedFeed.Outcome(400) : ScriptedFeed.Accepted;
        _import.Options.ResultsFile = _import.ResultsFile;
        var result = await _import.RunAsync(ImportHarness.Rows(250));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed));
        Assert.That((result.Added, result.Rejected), Is.EqualTo((248, 2)));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(250).Where(user => !user.StartsWith("17=", StringComparison.Ordinal) && !user.StartsWith("211=", StringComparison.Ordinal))));
        Assert.That(File.ReadAllLines(_import.ResultsFile), Has.One.EqualTo("18,17,rejected,,0.000017,http_400: mpid is wrong"));
        Assert.That(result.RejectedReasons, Is.EqualTo(new Dictionary<string, long> { ["http_400"] = 2 }));
        _import.Feed.Otherwise = _ => ScriptedFeed.Accepted;
        Assert.That((await _import.RunAsync(ImportHarness.Rows(250))).Added, Is.EqualTo(2), "rejected is not accepted");
    }

    [Test]
    public async Task RunAsync_RequestTooLarge_IsHalved()
    {
        _import.Feed.Otherwise = users => users.Count > 30 ? ScriptedFeed.Outcome(413) : ScriptedFeed.Accepted;
        await _import.RunAsync(ImportHarness.Rows(100));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(100)));
        Assert.That(_import.Feed.Requests.Select(request => request.Users.Count), Is.EqualTo(new[] { 100, 50, 25, 25, 50, 25, 25 }));
    }

    [Test]
    public async Task RunAsync_EverythingRejected_PausesInsteadOfTryingAMillion()
    {
        _import.Feed.Otherwise = _ => ScriptedFeed.Outcome(400);
        var result = await _import.RunAsync(ImportHarness.Rows(1000));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Paused));
        Assert.That(_import.Feed.Requests, Has.Count.LessThanOrEqualTo(40));
        Assert.That(result.Sentence, Does.Contain("rejected one user after the other (http_400)"));
        Assert.That(_import.Feed.Requests.Count(request => request.Users.Count == 1), Is.EqualTo(20), "as many as it takes");

        _import.Feed.Otherwise = _ => ScriptedFeed.Accepted;
        Assert.That((await _import.RunAsync(ImportHarness.Rows(1000))).Added, Is.EqualTo(1000));
    }

    [Test]
    public async Task RunAsync_EverythingRejectedFromTheMiddleOn_PausesAndTheNextRunWritesTheRest()
    {
        _import.Feed.Answer(ScriptedFeed.Accepted);
        _import.Feed.Otherwise = _ => ScriptedFeed.Outcome(400);
        Assert.That((await _import.RunAsync(ImportHarness.Rows(1000))).Status, Is.EqualTo(PredictionImportStatus.Paused));
        Assert.That(_import.Feed.Requests, Has.Count.LessThanOrEqualTo(41));

        _import.Feed.Otherwise = _ => ScriptedFeed.Accepted;
        Assert.That((await _import.RunAsync(ImportHarness.Rows(1000))).Added, Is.EqualTo(900));
    }

    [Test]
    public async Task RunAsync_UsersOverALimit_AreNoRunOfRefusals()
    {
        _import.Feed.Otherwise = users => users.Count > 1 ? ScriptedFeed.Outcome(413) : new SendOutcome(SendStatus.Rejected, "batch_too_large");
        Assert.That((await _import.RunAsync(ImportHarness.Rows(25))).Rejected, Is.EqualTo(25));
    }

    [Test]
    public async Task RunAsync_ManyUsersRejectedAndToldToGoOn_Completes()
    {
        _import.Feed.Otherwise = users => users.Any(user => user.Mpid > 850) ? ScriptedFeed.Outcome(400) : ScriptedFeed.Accepted;
        Assert.That((await _import.RunAsync(ImportHarness.Rows(1000))).Status, Is.EqualTo(PredictionImportStatus.Paused));

        _import.Options.AcceptAnomalies = true;

        var again = await _import.RunAsync(ImportHarness.Rows(1000));

        Assert.That((again.Status, again.Rejected), Is.EqualTo((PredictionImportStatus.Completed, 150)));
    }

    [Test]
    public async Task RunAsync_RetryAfterNothing_SaysNothing()
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(503, TimeSpan.Zero));
        _import.Feed.Answer(ScriptedFeed.Outcome(503, TimeSpan.Zero));
        await _import.RunAsync(ImportHarness.Rows(10));
        Assert.That(_import.Feed.Requests[1].At - _import.Feed.Requests[0].At, Is.InRange(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)));
        Assert.That(_import.Feed.Requests[2].At - _import.Feed.Requests[1].At, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
    }

    [TestCase(401)]
    [TestCase(403)]
    public async Task Lesson05_WrongKey_PausesKeepsEverythingAndResumesWithTheSameIds(int status)
    {
        _import.Feed.Answer(ScriptedFeed.Accepted);
        _import.Feed.Answer(ScriptedFeed.Outcome(status));
        var paused = await _import.RunAsync(ImportHarness.Rows(250));
        Assert.That(paused.Status, Is.EqualTo(PredictionImportStatus.Paused));
        Assert.That(paused.Sentence, Does.Contain($"mParticle answered {status}").And.Contain("key and secret").And.Contain("150 rows are left"));
        Assert.That(_import.Feed.Requests, Has.Count.EqualTo(2), "no retry");
        var refused = _import.Feed.Requests[1].Users.Select(user => user.SourceRequestId).ToList();
        var resumed = await _import.RunAsync(ImportHarness.Rows(250));
        Assert.That((resumed.IsResumed, resumed.Unchanged, resumed.Added), Is.EqualTo((true, 100, 150)));
        Assert.That(_import.Feed.Requests[2].Users.Select(user => user.SourceRequestId), Is.EqualTo(refused));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(250)));
    }

    [TestCase(429, 90)]
    [TestCase(429, null)]
    [TestCase(503, 45)]
    [TestCase(500, null)]
    [TestCase(408, null)]
    public async Task Lesson13_BusyMParticle_IsWaitedForAndTheSameIsSentAgain(int status, int? seconds)
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(status, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null));
        var result = await _import.RunAsync(ImportHarness.Rows(100));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed));
        Assert.That(_import.Feed.Requests, Has.Count.EqualTo(2));
        Assert.That(_import.Feed.Requests[1].At - _import.Feed.Requests[0].At, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds ?? 0.5)).And.LessThan(TimeSpan.FromSeconds((seconds ?? 1) + 1)));
        Assert.That(_import.Feed.Requests[1].Users.Select(user => user.SourceRequestId), Is.EqualTo(_import.Feed.Requests[0].Users.Select(user => user.SourceRequestId)));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(100)));
    }

    [Test]
    public async Task RunAsync_429_MakesTheNextRequestsSmallAndSlow()
    {
        _import.Options.UsersPerSecond = 270;
        _import.Feed.Otherwise = _ => _import.Feed.Requests.Count == 60 ? ScriptedFeed.Outcome(429, TimeSpan.FromSeconds(1)) : ScriptedFeed.Accepted;

        await _import.RunAsync(ImportHarness.Rows(6_000));

        var (before, after) = (_import.Feed.Requests[50..59], _import.Feed.Requests[61..70]);
        Assert.That(before.Select(request => request.Users.Count), Is.All.EqualTo(100));
        Assert.That(after[0].Users, Has.Count.EqualTo(25));
        Assert.That(Rate(after), Is.LessThan(Rate(before) * 0.8));

        static double Rate(List<(DateTimeOffset At, IReadOnlyList<UserPrediction> Users)> requests) =>
            requests[..^1].Sum(request => request.Users.Count) / (requests[^1].At - requests[0].At).TotalSeconds;
    }

    [Test]
    public async Task RunAsync_HalfOfARequestIsTaken_OnlyTheOtherHalfStaysInFlight()
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(413));
        _import.Feed.Answer(ScriptedFeed.Accepted);
        _import.Feed.Answer(ScriptedFeed.Outcome(401));
        await _import.RunAsync(ImportHarness.Rows(100));

        // Another export with the same values: what mParticle took is known, the rest is not.
        _import.Options.AcceptAnomalies = true;
        var result = await _import.RunAsync(ImportHarness.Rows(101), Samples.Start.AddDays(1));

        Assert.That((result.Unchanged, result.Added), Is.EqualTo((50, 51)));
    }

    [Test]
    public async Task RunAsync_UserErasedAfterItsRequest_IsNotWrittenToTheStateAgain()
    {
        using var store = new DeliveryStore(":memory:");
        using var importer = new PredictionImporter(_import.Feed, _import.StateFile, store, _import.Time);
        _import.Feed.OnRequest = number =>
        {
            if (number == 3)
            {
                store.ForgetAsync(Guid.NewGuid(), ["1"]).GetAwaiter().GetResult();
                importer.ForgetErasedAsync(CancellationToken.None).GetAwaiter().GetResult();
            }
        };
        var export = new PredictionExportFile { Path = _import.Write(ImportHarness.Rows(500)), Pipeline = "P", ExportedAt = Samples.Start };

        await importer.RunAsync(export, _import.Options);
        importer.Dispose();

        using var state = new Vidora.Integration.Delivery.WriteBack.State.PredictionState(_import.StateFile);
        using var accepted = state.OpenReader(1);
        Assert.That((accepted.Find(1).Values, accepted.Find(2).Values), Is.EqualTo(((string?)null, "score=0.000002")));
    }

    [Test]
    public async Task RunAsync_FaultsWithoutEnd_GivesUpAndGoesOnLater()
    {
        _import.Feed.Answer(ScriptedFeed.Accepted);
        _import.Feed.Otherwise = _ => ScriptedFeed.Outcome(503);
        var result = await _import.RunAsync(ImportHarness.Rows(300));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Interrupted));
        Assert.That(result.Sentence, Does.Contain("http_503").And.Contain("200 rows are left"));
        Assert.That(_import.Feed.Requests[^1].At - _import.Feed.Requests[0].At, Is.InRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10)));
        Assert.That(_import.Feed.Requests, Has.Count.LessThan(30), "it does not hammer");
        _import.Feed.Otherwise = _ => ScriptedFeed.Accepted;
        var resumed = await _import.RunAsync(ImportHarness.Rows(300));
        Assert.That((resumed.IsResumed, resumed.Added), Is.EqualTo((true, 200)));
    }

    [Test]
    public async Task RunAsync_RetryAfterLongerThanPatience_EndsAtOnce()
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(429, TimeSpan.FromHours(2)));
        var result = await _import.RunAsync(ImportHarness.Rows(10));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Interrupted));
        Assert.That(_import.Feed.Requests, Has.Count.EqualTo(1));
        Assert.That(result.RetryAt, Is.EqualTo(_import.Feed.Requests[0].At.AddHours(2)));
    }

    [Test]
    public async Task Lesson06_AnswerLostAfterItTookEffect_IsAppliedOnce()
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(503), apply: true);
        var result = await _import.RunAsync(ImportHarness.Rows(100));
        Assert.That(result.Added, Is.EqualTo(100));
        Assert.That(_import.Feed.Ids, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task RunAsync_AnotherExportWhileOneRequestIsUnknown_WritesThoseUsersAgain()
    {
        await _import.RunAsync(ImportHarness.Rows(100, _ => "0.10"), Samples.Start);
        await _import.RunAsync(ImportHarness.Rows(100), Samples.Start);
        _import.Options.GiveUpAfter = TimeSpan.Zero;
        _import.Options.AcceptAnomalies = true;

        // This one arrives, and its answer is lost: the profiles have 0.9 now.
        _import.Feed.Answer(ScriptedFeed.Outcome(503), apply: true);
        var lost = await _import.RunAsync(ImportHarness.Rows(100, _ => "0.9"), Samples.Start.AddDays(1));
        Assert.That(lost.Status, Is.EqualTo(PredictionImportStatus.Interrupted));
        Assert.That(_import.Profiles()[0], Is.EqualTo("1=0.9"));

        // The next export has what was accepted before; the state file must not believe that the profiles have it still.
        var next = await _import.RunAsync(ImportHarness.Rows(100), Samples.Start.AddDays(2));
        Assert.That(next.Status, Is.EqualTo(PredictionImportStatus.Completed));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(100)));
    }

    [Test]
    public async Task RunAsync_Cancelled_KeepsWhatWasAcceptedAndResumes()
    {
        using var stop = new CancellationTokenSource();
        _import.Feed.OnRequest = number =>
        {
            if (number == 3)
            {
                stop.Cancel();
            }
        };
        Assert.That(() => _import.RunAsync(ImportHarness.Rows(1000), cancellationToken: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        _import.Feed.OnRequest = null;
        var sent = _import.Feed.Requests.Sum(request => request.Users.Count);
        var result = await _import.RunAsync(ImportHarness.Rows(1000));
        Assert.That(result.IsResumed, Is.True);
        Assert.That(result.Unchanged, Is.EqualTo(sent));
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(1000)));
        Assert.That(_import.Feed.Ids, Has.Count.EqualTo(1000));
    }

    [Test]
    public async Task RunAsync_FullRunInterrupted_GoesOnWhereItStopped()
    {
        await _import.RunAsync(ImportHarness.Rows(300));
        _import.Options.Full = true;
        _import.Feed.Requests.Clear();
        _import.Feed.Answer(ScriptedFeed.Accepted);
        _import.Feed.Answer(ScriptedFeed.Outcome(401));
        await _import.RunAsync(ImportHarness.Rows(300));
        var resumed = await _import.RunAsync(ImportHarness.Rows(300));
        Assert.That((resumed.Unchanged, resumed.Resent), Is.EqualTo((100, 200)));
    }

    [Test]
    public async Task RunAsync_ErasedUsers_AreNeverWrittenAndNotKept()
    {
        await _import.RunAsync(ImportHarness.Rows(150));
        await using var store = new DeliveryStore(":memory:");
        _import.Erasures = store;
        await store.ForgetAsync(Guid.NewGuid(), ["7", "120"]);
        _import.Feed.Requests.Clear();
        _import.Options.Full = true;
        _import.Options.ResultsFile = _import.ResultsFile;
        var result = await _import.RunAsync(ImportHarness.Rows(150, i => $"0.5{i}"));
        Assert.That(result.Suppressed, Is.EqualTo(2));
        Assert.That(_import.Feed.Requests.SelectMany(request => request.Users).Select(user => user.Mpid), Has.None.AnyOf(7L, 120L).And.Exactly(148).Items);
        Assert.That(File.ReadAllText(_import.ResultsFile), Does.Contain("\r\n8,7,suppressed,,"));
        using var state = new PredictionState(_import.StateFile);
        using var reader = state.OpenReader(state.FindSeries(_import.Feed.Identity, "vidora:p"));
        Assert.That((reader.Find(7).Values, reader.Find(120).Values), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(reader.Find(8).Values, Is.Not.Null);
    }

    [Test]
    public async Task RunAsync_UserErasedWhileTheRequestWaits_IsTakenOutOfIt()
    {
        await using var store = new DeliveryStore(":memory:");
        _import.Erasures = store;
        _import.Feed.Answers.Enqueue(users =>
        {
            Assert.That(users.Select(user => user.Mpid), Has.Member(50));
            store.ForgetAsync(Guid.NewGuid(), ["50"]).GetAwaiter().GetResult();
            return ScriptedFeed.Outcome(503);
        });
        var result = await _import.RunAsync(ImportHarness.Rows(100));
        Assert.That(_import.Feed.Requests[1].Users.Select(user => user.Mpid), Has.No.Member(50).And.Exactly(99).Items);
        Assert.That((result.Suppressed, result.Added, result.Remaining), Is.EqualTo((1, 99, 0)));
    }

    [Test]
    public async Task RunAsync_ResultsFile_HasALinePerRow()
    {
        await _import.RunAsync("user_id,Predicted Value,Percentile\n1,-5.50,0.1\n2,1,0.2\n3,2,0.3\n");
        _import.Options.ResultsFile = _import.ResultsFile;
        _import.Options.AcceptAnomalies = true;
        await _import.RunAsync("user_id,Predicted Value,Percentile\n1,6.50,0.1\n2,1,0.2\n4,0.4,0.4\nx,1,1\n2,5,0.5\n5,x,0.5\n");
        Assert.That(File.ReadAllLines(_import.ResultsFile).Order(), Is.EqualTo(new[]
        {
            "line,user_id,result,score old,score new,percentile old,percentile new,reason",
            "2,1,changed,-5.50,6.50,0.1,0.1,",
            "3,2,unchanged,1,1,0.2,0.2,",
            "4,4,added,,0.4,,0.4,",
            "5,x,bad,,,,,the user id is not a 64-bit integer in plain form",
            "6,2,bad,,,,,the user id was in an earlier row",
            "7,5,bad,,,,,Predicted Value: not a finite number",
        }.Order()));
    }

    [Test]
    public async Task RunAsync_Progress_EndsWithEverything()
    {
        var seen = new List<PredictionImportProgress>();
        await _import.RunAsync(ImportHarness.Rows(30_000), progress: new Collect(seen));
        Assert.That(seen[0].Stage, Is.EqualTo(PredictionImportStage.Checking));
        Assert.That((seen[^1].Rows, seen[^1].TotalRows, seen[^1].TimeLeft), Is.EqualTo((30_000, 30_000, TimeSpan.Zero)));
        Assert.That(seen.Where(progress => progress.TotalRows is not null).Select(progress => progress.Rows), Is.Ordered);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task RunAsync_AnyExport_IsOpenedTwice(bool isDryRun)
    {
        // Only the function can open it: there is no such file.
        var opened = 0;
        _import.Options.DryRun = isDryRun;
        var result = await _import.RunAsync(Streamed(_ =>
        {
            opened++;
            return ImportHarness.Rows(2500);
        }));
        Assert.That((result.Status, result.Added), Is.EqualTo((PredictionImportStatus.Completed, 2500)));
        Assert.That(opened, Is.EqualTo(2), "checked, then applied");
    }

    [Test]
    public async Task RunAsync_ExportStoppedByTheGate_IsOpenedOnce()
    {
        var opened = 0;
        var result = await _import.RunAsync(Streamed(_ =>
        {
            opened++;
            return "user_id,Score\n";
        }));
        Assert.That((result.Status, opened), Is.EqualTo((PredictionImportStatus.Stopped, 1)));
    }

    [Test]
    public async Task RunAsync_ExportThatChangesAfterTheCheck_IsInterrupted()
    {
        var result = await _import.RunAsync(Streamed(number => ImportHarness.Rows(250 + number)));
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Interrupted));
        Assert.That(result.Sentence, Does.Contain("The file changed while it was read."));
    }

    [Test]
    public void RunAsync_PipelineWithoutName_Throws()
    {
        Assert.That(() => _import.RunAsync(new PredictionExportFile { Path = _import.Write(ImportHarness.Rows(1)), Pipeline = "!!!" }), Throws.ArgumentException.With.Message.Contains("!!!"));
        Assert.That(_import.Feed.Requests, Is.Empty);
    }

    [Test]
    public async Task RunAsync_FromVidora_AsksForEachUserAndTakesTheSamePath()
    {
        var client = new ScriptedPredictions(_import.Time);
        using var importer = new PredictionImporter(_import.Feed, _import.StateFile, null, _import.Time);
        var source = new VidoraPredictionSource { Client = client, PipelineId = "vnscuql2", Pipeline = "P", Users = [.. Enumerable.Range(1, 12).Select(i => (long)i), -7346244611012968789] };
        var result = await importer.RunAsync(source, _import.Options);
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Completed), result.Sentence);
        Assert.That((result.Added, result.UsersWithoutPrediction), Is.EqualTo((11, 2)));
        Assert.That(_import.Feed.Profiles.Keys, Is.EquivalentTo(new[] { 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, -7346244611012968789 }));
        Assert.That(_import.Feed.Profiles[-7346244611012968789].Values.Select(value => value.ToString()), Is.EquivalentTo(new[] { "0.5", "0.25" }));
        Assert.That((await importer.RunAsync(source, _import.Options)).Requests, Is.Zero);
    }

    [Test]
    public async Task RunAsync_FromVidoraWithEveryOption_FollowsThem()
    {
        using var importer = new PredictionImporter(_import.Feed, _import.StateFile, null, _import.Time);
        var result = await importer.RunAsync(
            new VidoraPredictionSource
            {
                Client = new ScriptedPredictions(_import.Time),
                PipelineId = "vnscuql2",
                Pipeline = "P",
                Users = [3, 200],
                Type = VidoraPipelineType.Classification,
                Vendor = PredictionVendor.Cortex,
                PercentilesInPercent = true,
                MaxConcurrentRequests = 1,
            },
            new PredictionImportOptions { AcceptAnomalies = true, UsersPerSecond = null });
        Assert.That((result.Status, result.Added, result.Bad), Is.EqualTo((PredictionImportStatus.Completed, 1, 1)), "user 200 has a score above 1");
        var user = _import.Feed.Profiles[3];
        Assert.That(user.Columns[0].Attribute.ToString(), Is.EqualTo("$intelligent_attribute:cortex:p__score"));
        Assert.That(user.Values[1].Value, Is.EqualTo(3 / 13d / 100).Within(1e-12));
    }

    [Test]
    public async Task RunAsync_FromVidoraWithWrongKey_PausesAndWritesNothing()
    {
        using var importer = new PredictionImporter(_import.Feed, _import.StateFile, null, _import.Time);
        var client = new ScriptedPredictions(_import.Time) { Failure = new VidoraApiException("Vidora get_prediction failed: http_401.") { IsAccountFault = true, StatusCode = 401 } };
        var result = await importer.RunAsync(new VidoraPredictionSource { Client = client, PipelineId = "x", Pipeline = "P", Users = [1, 2] });
        Assert.That(result.Status, Is.EqualTo(PredictionImportStatus.Paused));
        Assert.That(result.Sentence, Does.Contain("http_401"));
        Assert.That(_import.Feed.Requests, Is.Empty);
    }

    /// <summary>An export whose content is made when it is opened, from 1.</summary>
    private static PredictionExportFile Streamed(Func<int, string> content)
    {
        var number = 0;
        return new PredictionExportFile
        {
            Path = Path.Combine(Path.GetTempPath(), "vidora-no-such-export.csv"),
            Pipeline = "P",
            ExportedAt = Samples.Start,
            Open = _ => new MemoryStream(Encoding.UTF8.GetBytes(content(++number))),
        };
    }

    private sealed class Collect(List<PredictionImportProgress> seen) : IProgress<PredictionImportProgress>
    {
        public void Report(PredictionImportProgress value) => seen.Add(value);
    }

    /// <summary>Users 4 and 9 have no prediction; about user 2 it cannot say at first.</summary>
    private sealed class ScriptedPredictions(TimeProvider time) : VidoraClient
    {
        private int _faults = 2;

        public VidoraApiException? Failure { get; init; }

        public override Task<VidoraPrediction?> GetPredictionAsync(string objectId, string pipelineId, CancellationToken cancellationToken = default)
        {
            Assert.That(time, Is.Not.Null);
            if (Failure is not null)
            {
                return Task.FromException<VidoraPrediction?>(Failure);
            }

            return objectId switch
            {
                "4" => Task.FromResult<VidoraPrediction?>(null),
                "9" => Task.FromException<VidoraPrediction?>(new VidoraApiException("not found") { StatusCode = 404 }),
                "2" when Interlocked.Decrement(ref _faults) >= 0 => Task.FromException<VidoraPrediction?>(new VidoraApiException("busy") { StatusCode = 503, IsTransient = true }),
                _ => Task.FromResult<VidoraPrediction?>(new VidoraPrediction
                {
                    PipelineId = pipelineId,
                    Score = objectId[0] == '-' ? 0.5 : double.Parse(objectId, CultureInfo.InvariantCulture) / 100,
                    Percentile = objectId[0] == '-' ? 0.25 : double.Parse(objectId, CultureInfo.InvariantCulture) / 13,
                }),
            };
        }
    }
}
