using Vidora.Integration.Generator;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;
using Vidora.Integration.Pipelines.Tasks;

namespace Vidora.Integration.Pipelines.Tests;

/// <summary>Holds the laws of the predictions: point in time, no leak, each event once, the same scores every time, erasure.</summary>
[TestFixture]
[Slow]
[Parallelizable]
public sealed class LawTests
{
    private static readonly DateTimeOffset _first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private List<KnownEvent> _events = null!;
    private ActivityStore _store = null!;
    private string _pets = null!;

    [OneTimeSetUp]
    public void MakeASeason()
    {
        _events = Seasons.Events(new Season(900, 70, seed: 3, labelEvery: 2));
        _store = Seasons.Store(_events);
        _pets = Export(Seasons.Run(_store, Seasons.Pets, threads: 1));
    }

    [OneTimeTearDown]
    public void Close() => _store.Dispose();

    [Test]
    public void Features_WhenEventsAfterTheCutoffChange_AreTheSame()
    {
        var random = new Random(4);
        for (var round = 0; round < TestRun.Size("VIDORA_TEST_ROUNDS", 8, 100); round++)
        {
            var before = RandomEvents(random, 0, 40);
            var one = RowsAt(40, [.. before, .. RandomEvents(random, 40, 60)], shift: 0);
            var other = RowsAt(40, [.. before, .. RandomEvents(random, 40, 60)], shift: 0);
            Assert.That(one, Is.EqualTo(other), $"round {round}: features depend on what came later");
        }
    }

    [Test]
    public void Features_OfALeakyBuild_AreCaughtByTheSameCheck()
    {
        var random = new Random(4);
        var before = RandomEvents(random, 0, 40);
        var one = RowsAt(40, [.. before, .. RandomEvents(random, 40, 60)], shift: 14);
        var other = RowsAt(40, [.. before, .. RandomEvents(random, 40, 60)], shift: 14);
        Assert.That(one, Is.Not.EqualTo(other));
    }

    [Test]
    public void HoldoutAuc_OfALeakyBuild_IsOverTheAlarm()
    {
        var learner = new Learner(0, 1);
        var task = PipelineTask.Of(Seasons.Buyers, _store, _store.Summary.Until, learner);
        var schema = FeatureSchema.Of(_store, _store.Summary.Until, task.Goal, 0, default);

        // The mutant sees the window that it predicts: features of the end of the window, labels of the window.
        var rows = new List<Snapshots.PlannedRow>();
        var examples = new Snapshots(_store, schema, Seasons.Buyers).Make(
            (user, records, planned) =>
            {
                rows.Clear();
                task.Plan(user, records, rows);
                planned.AddRange(rows.Where(row => !float.IsNaN(row.Label)).Select(row => row with { Cutoff = row.Cutoff + (14 * 86_400) }));
            },
            null,
            default);
        var model = task.Candidates(schema, examples)[1].Train!([.. examples.Where(example => !example.IsHoldout)]);
        var holdout = examples.Where(example => example.IsHoldout).ToList();
        Assert.That(task.Measure([.. holdout.Select(example => model.Score(example.Features))], holdout), Is.GreaterThan(0.98));
    }

    [Test]
    public void HoldoutAuc_WithAnEventThatOnlyComesWithTheGoal_DoesNotMove()
    {
        using var plain = Seasons.Store(_events, Seasons.Buyers);
        var canaries = _events.Where(item => item.Event.Type == "purchase").Select((item, i) => KnownEvent.FromHistory(
            new VidoraEvent(item.Event.UserId, "thank_you_page") { Timestamp = item.Event.Timestamp!.Value.AddSeconds(1), EventId = $"canary{i}" }, item.ReceivedAt));
        using var withCanary = Seasons.Store([.. _events, .. canaries], Seasons.Buyers);
        var one = Seasons.Run(plain, Seasons.Buyers).Card!;
        var other = Seasons.Run(withCanary, Seasons.Buyers).Card!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.Figure!.Value, Is.EqualTo(one.Figure!.Value).Within(0.02));
            Assert.That(other.Alarms, Is.Empty);
        }
    }

    [Test]
    public void Scores_OnOneTwoAndEightThreadsAndInAnyOrder_AreTheSame()
    {
        var shuffled = _events.ToArray();
        new Random(1).Shuffle(shuffled);
        using var mixed = Seasons.Store(shuffled);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Export(Seasons.Run(mixed, Seasons.Buyers, threads: 8)), Is.EqualTo(Export(Seasons.Run(_store, Seasons.Buyers, threads: 1))));
            Assert.That(Export(Seasons.Run(mixed, Seasons.Pets, threads: 2)), Is.EqualTo(_pets));
            Assert.That(Export(Seasons.Run(mixed, Seasons.Pets, threads: 8)), Is.EqualTo(_pets));
        }
    }

    [Test]
    public void Scores_WhenEveryEventComesTwice_AreTheSame()
    {
        using var twice = Seasons.Store([.. _events, .. _events]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(twice.Events, Is.EqualTo(_store.Events));
            Assert.That(Export(Seasons.Run(twice, Seasons.Pets)), Is.EqualTo(_pets));
        }
    }

    [Test]
    public void Scores_WithAClockAYearAhead_StayAsTheyAre()
    {
        var user = _events[0].Event.UserId;
        var known = _events[^1].ReceivedAt!.Value;
        KnownEvent At(DateTimeOffset time) => KnownEvent.FromHistory(new VidoraEvent(user, "view_detail") { Timestamp = time, EventId = "ahead" }, known);
        using var right = Seasons.Store([.. _events, At(known)]);
        using var ahead = Seasons.Store([.. _events, At(known.AddYears(1))]);
        using var withoutReceipt = Seasons.Store([.. _events, KnownEvent.FromHistory(At(known.AddYears(1)).Event, null)]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Export(Seasons.Run(ahead, Seasons.Pets)), Is.EqualTo(Export(Seasons.Run(right, Seasons.Pets))));
            Assert.That(withoutReceipt.Until, Is.EqualTo(right.Until));
        }
    }

    [Test]
    public void Erase_OfUsers_RemovesThemFromEventsAndPredictions()
    {
        using var folder = new TemporaryFolder();
        var gone = _events.Take(200).Select(item => item.Event.UserId).Distinct().ToHashSet();
        using (var store = Seasons.Store(folder.Path, _events))
        {
            store.Erase(gone);
            store.Add(_events[0]);
            store.Flush();
        }

        using var again = ActivityStore.Open(folder.Path, Seasons.All);
        using var without = Seasons.Store(_events.Where(item => !gone.Contains(item.Event.UserId)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Events, Is.EqualTo(without.Events));
            Assert.That(Export(Seasons.Run(again, Seasons.Pets)), Is.EqualTo(Export(Seasons.Run(without, Seasons.Pets))));
            foreach (var file in Directory.EnumerateFiles(folder.Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            {
                Assert.That(File.ReadAllText(file, System.Text.Encoding.Latin1), Does.Not.Contain(gone.First()), file);
            }
        }
    }

    [Test]
    public void AddAsync_DayByDay_IsTheSameAsAtOnce()
    {
        using var folder = new TemporaryFolder();
        foreach (var day in _events.GroupBy(item => item.ReceivedAt!.Value.Date))
        {
            using var store = Seasons.Store(folder.Path, day);
        }

        using var daily = ActivityStore.Open(folder.Path, Seasons.All);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(daily.Events, Is.EqualTo(_store.Events));
            Assert.That(Export(Seasons.Run(daily, Seasons.Pets)), Is.EqualTo(_pets));
            Assert.That(Directory.EnumerateFiles(folder.Path).Sum(file => new FileInfo(file).Length) / (double)daily.Events, Is.LessThan(16), "bytes an event");
        }
    }

    [Test]
    public void KeptModel_ReadAgain_PredictsTheSameUntilUsersAreErased()
    {
        using var folder = new TemporaryFolder();
        using var store = Seasons.Store(folder.Path, _events);
        PredictionRun Run(PredictionPipeline pipeline, DateTimeOffset? asOf = null) =>
            new PipelineRunner(store, 2) { LearnAgainAfter = TimeSpan.FromDays(7) }.RunAsync(pipeline, asOf).GetAwaiter().GetResult();
        var until = store.Until!.Value;
        var past = Run(Seasons.Pets, until.AddDays(-6));
        var again = Run(Seasons.Pets, until.AddDays(-6));
        var later = Run(Seasons.Pets);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Export(again), Is.EqualTo(Export(past)), "a model read again scores otherwise");
            Assert.That(later.Card!.LearnedAsOf, Is.EqualTo(past.Card!.AsOf));
            Assert.That(later.Card.AsOf, Is.EqualTo(until));
            Assert.That(later.Card.Figure!.Value, Is.EqualTo(past.Card.Figure!.Value));
            Assert.That(Export(later), Is.Not.EqualTo(Export(past)), "features are those of the old day");
            Assert.That(Export(Seasons.Run(store, Seasons.Pets)), Is.EqualTo(_pets), "a run that always learns used the kept model");
        }

        foreach (var file in Directory.GetFiles(folder.Path, "*.model"))
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);
        }

        Assert.That(Run(Seasons.Pets).Card!.LearnedAsOf, Is.EqualTo(until), "a cut model was used, or stopped the run");
        Assert.That(Directory.GetFiles(folder.Path, "*.model"), Has.Length.EqualTo(1));
        store.Erase([_events[0].Event.UserId]);
        Assert.That(Directory.GetFiles(folder.Path, "*.model"), Is.Empty, "the model of an erased user stays");
    }

    [Test]
    public void FutureEvents_OfThePast_AreCompletedWithTheirOutcome()
    {
        var runner = new PipelineRunner(_store, 2);
        var past = Seasons.Run(_store, Seasons.Buyers, _store.Until!.Value.AddDays(-20));
        var completed = runner.Complete(past);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(past.Card!.Outcome, Is.Null);
            Assert.That(completed.Card!.Outcome!.Users, Is.EqualTo(past.Predictions.Count));
            Assert.That(completed.Card.Outcome.Predicted, Is.EqualTo(completed.Card.Outcome.Observed).Within(0.03));
            Assert.That(completed.Card.Outcome.Auc!.Value, Is.InRange(past.Card.Figure!.Low, past.Card.Figure.High));
            Assert.That(runner.Complete(new PredictionRun { Pipeline = Seasons.Pets, Card = past.Card, Predictions = past.Predictions }).Card!.Outcome, Is.Null);
        }
    }

    [Test]
    public void Figure_OfTheHoldout_CoversWhatReallyComes()
    {
        var runs = TestRun.Size("VIDORA_TEST_CARDS", 5, 100);
        var covered = 0;
        for (var seed = 0; seed < runs; seed++)
        {
            var season = new Season(400, 90, (ulong)(100 + seed));
            using var store = Seasons.Store(Seasons.Events(season), Seasons.Buyers);
            var truths = season.Truths.ToDictionary(truth => truth.User);
            var run = Seasons.Run(store, Seasons.Buyers);
            Assert.That(run.Failure, Is.Null);
            var auc = Measures.Auc([.. run.Predictions.Select(prediction => prediction.Score)], [.. run.Predictions.Select(prediction => truths[prediction.UserId].Bought)]);
            covered += auc >= run.Card!.Figure!.Low && auc <= run.Card.Figure.High ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{covered} of {runs} within the interval");
        Assert.That(covered, Is.GreaterThanOrEqualTo(runs * 9 / 10));
    }

    private static string Export(PredictionRun run)
    {
        Assert.That(run.Failure, Is.Null);
        using var stream = new MemoryStream();
        run.WriteExportAsync(stream).GetAwaiter().GetResult();
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<KnownEvent> RandomEvents(Random random, int fromDay, int toDay)
    {
        string[] types = ["view", "purchase", "search", "share"];
        return
        [
            .. Enumerable.Range(0, 400).Select(_ =>
            {
                // Some are received days after they happened.
                var time = _first.AddSeconds(random.Next(fromDay * 86_400, toDay * 86_400));
                var received = time.AddHours(random.Next(3) == 0 && toDay > 40 ? random.Next(200) : 0);
                var item = new VidoraEvent($"{random.Next(1, 30)}", types[random.Next(types.Length)])
                {
                    Timestamp = random.Next(5) == 0 && fromDay > 0 ? time.AddDays(-random.Next(30)) : time,
                    ["platform"] = random.Next(2) == 0 ? "ios" : "web",
                    ["product_category"] = $"c{random.Next(3)}",
                };
                return KnownEvent.FromHistory(item, received < time ? time : received);
            }),
        ];
    }

    /// <summary>Returns the features of all users on a day; a shift makes a build that looks ahead.</summary>
    private static List<(string User, string Features)> RowsAt(int day, List<KnownEvent> events, int shift)
    {
        using var store = Seasons.Store(events, Seasons.Buyers);
        var cutoff = _first.AddDays(day + shift).ToUnixTimeSeconds();
        var schema = FeatureSchema.Of(store, cutoff, 1, 0, default);
        return
        [
            .. new Snapshots(store, schema, Seasons.Buyers).Make((_, _, rows) => rows.Add(new Snapshots.PlannedRow(cutoff, 0)), null, default)
                .Select(example => (example.User, string.Join(' ', example.Features))).OrderBy(row => row.User, StringComparer.Ordinal),
        ];
    }
}
