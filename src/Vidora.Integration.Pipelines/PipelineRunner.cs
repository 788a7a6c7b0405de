using System.Buffers;
using System.Reflection;
using System.Text.Json.Nodes;
using Vidora.Integration.Pipelines.Definitions;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;
using Vidora.Integration.Pipelines.Tasks;

namespace Vidora.Integration.Pipelines;

/// <summary>Runs pipelines over an activity store: makes examples, chooses and trains a model, measures it, and predicts.</summary>
public sealed class PipelineRunner
{
    private const int Folds = 3;
    private const int SmallRows = 4_000;
    private const int MaxValidationRows = 30_000;
    private const double TooGood = 0.98;
    private const int ShownFeatures = 10;

    private readonly ActivityStore _store;
    private readonly int _threads;

    /// <summary>Creates a runner.</summary>
    /// <param name="store">The activity, opened with the pipelines to run.</param>
    public PipelineRunner(ActivityStore store)
        : this(store, Environment.ProcessorCount)
    {
    }

    internal PipelineRunner(ActivityStore store, int threads)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _threads = threads;
    }

    /// <summary>
    /// Gets how long a model that is kept in the store's folder predicts before a run learns again. The figures of its card stay those of
    /// its training. Default: zero, every run learns.
    /// </summary>
    public TimeSpan LearnAgainAfter { get; init; }

    internal static string Version { get; } =
        typeof(PipelineRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Says what is known for a pipeline, without training.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="asOf">The time for which users would be predicted; null for the end of the history.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">Throws when a setting of the pipeline is invalid.</exception>
    /// <exception cref="InvalidOperationException">Throws when the store was opened without the pipeline's conditions.</exception>
    public PipelineCheck Check(PredictionPipeline pipeline, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default)
    {
        Validate(pipeline);
        if (_store.Events == 0)
        {
            return new PipelineCheck { Obstacle = NoEvents };
        }

        var task = PipelineTask.Of(pipeline, _store, AsOf(asOf), new Learner(SeedOf(pipeline), _threads));
        var obstacle = FindLate(asOf) ?? task.FindObstacle();
        List<Example> known = [];
        var predictions = 0;
        if (obstacle is null)
        {
            var (_, examples) = Make(task, null, cancellationToken);
            known = [.. examples.Where(example => !float.IsNaN(example.Label))];
            predictions = examples.Count - known.Count;
            obstacle = task.FindObstacle(known);
        }

        return new PipelineCheck
        {
            Obstacle = obstacle,
            Events = _store.Events,
            Users = _store.Users,
            From = _store.From,
            AsOf = DateTimeOffset.FromUnixTimeSeconds(task.AsOf),
            Predictions = predictions,
            Rows = known.Count,
            Positives = pipeline is RegressionPipeline ? known.Count : known.Count(example => example.Label > 0.5f),
            EventTypes = _store.EventTypes,
            Attributes = _store.Attributes,
        };
    }

    /// <summary>Runs a pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="asOf">The time for which users are predicted, such as one in the past; null for the end of the history.</param>
    /// <param name="last">The card of the last run, for the drift; null at the first.</param>
    /// <param name="progress">Gets the steps.</param>
    /// <param name="cancellationToken">Stops the run between the trainings of two models.</param>
    /// <returns>The predictions with their card, or the reason why there are none: too little data makes a run fail.</returns>
    /// <exception cref="ArgumentException">Throws when a setting of the pipeline is invalid.</exception>
    /// <exception cref="InvalidOperationException">Throws when the store was opened without the pipeline's conditions.</exception>
    public Task<PredictionRun> RunAsync(
        PredictionPipeline pipeline,
        DateTimeOffset? asOf = null,
        ModelCard? last = null,
        IProgress<PipelineProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Validate(pipeline);
        return Task.Run(
            () =>
            {
                try
                {
                    return Run(pipeline, asOf, last, progress, cancellationToken);
                }
                catch (LearningException e)
                {
                    return new PredictionRun { Pipeline = pipeline, Failure = e.Message };
                }
                catch (AggregateException e) when (e.Flatten().InnerExceptions is [.., { } inner])
                {
                    // Of the folds, which are trained in parallel.
                    cancellationToken.ThrowIfCancellationRequested();
                    return new PredictionRun { Pipeline = pipeline, Failure = inner is LearningException ? inner.Message : throw inner };
                }
            },
            cancellationToken);
    }

    /// <summary>Completes the card of an earlier run with what came of its predictions.</summary>
    /// <param name="run">The run, of a pipeline for future events.</param>
    /// <returns>The run with the completed card; the same run while the window is open, or for other types.</returns>
    public PredictionRun Complete(PredictionRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run is not { Card: { Outcome: null } card, Pipeline: FutureEventsPipeline pipeline } || _store.Until is not { } until
            || card.AsOf.AddDays(pipeline.WithinDays) > until)
        {
            return run;
        }

        var goal = 1u << _store.Watch.Find(pipeline.Goal);
        var (from, to) = (card.AsOf.ToUnixTimeSeconds(), card.AsOf.AddDays(pipeline.WithinDays).ToUnixTimeSeconds());
        var scores = run.Predictions.ToDictionary(prediction => prediction.UserId, prediction => prediction.Score, StringComparer.Ordinal);
        var pairs = new List<(double Score, bool Reached)>();
        using var cursor = _store.Open();
        while (cursor.MoveNext())
        {
            if (scores.TryGetValue(cursor.UserId, out var score))
            {
                var count = 0;
                foreach (ref readonly var record in cursor.Records)
                {
                    count += record.Time >= from && record.Time < to && (_store.Catalog.Shapes[record.Shape].Conditions & goal) != 0 ? 1 : 0;
                }

                pairs.Add((score, count >= pipeline.Goal.AtLeast));
            }
        }

        if (pairs.Count == 0)
        {
            return run;
        }

        var outcome = new CardOutcome
        {
            KnownUntil = until,
            Users = pairs.Count,
            Predicted = pairs.Average(pair => pair.Score),
            Observed = pairs.Average(pair => pair.Reached ? 1.0 : 0),
            Auc = Measures.AucFigure([.. pairs.Select(pair => pair.Score)], [.. pairs.Select(pair => pair.Reached)]),
            TopDecile = pairs.OrderByDescending(pair => pair.Score).Take(Math.Max(1, pairs.Count / 10)).Average(pair => pair.Reached ? 1.0 : 0),
        };
        return new PredictionRun { Pipeline = pipeline, Card = card.With(outcome), Predictions = run.Predictions, Reasons = run.Reasons };
    }

    private const string NoEvents = "There are no events. Add events that have a user, a type and a time.";

    private static void Validate(PredictionPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (pipeline.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(pipeline));
        }
    }

    private static int SeedOf(PredictionPipeline pipeline) => unchecked((int)(pipeline.Seed ^ (pipeline.Seed >> 32)) & int.MaxValue);

    private long AsOf(DateTimeOffset? asOf) => asOf?.ToUnixTimeSeconds() ?? _store.Summary.Until;

    /// <summary>Says when a time is behind the history: what came after its end would count as what did not happen.</summary>
    private string? FindLate(DateTimeOffset? asOf) => asOf > _store.Until
        ? $"The history ends on {Phrase.Day(_store.Until.Value)}, before {Phrase.Day(asOf.Value)}. Use an earlier time, or none for the end of the history."
        : null;

    private (FeatureSchema Schema, List<Example> Examples) Make(PipelineTask task, Action<double>? progress, CancellationToken cancellationToken)
    {
        var schema = FeatureSchema.Of(_store, task.NewestCutoff, task.Goal, task.Hidden, cancellationToken);
        return (schema, new Snapshots(_store, schema, task.Pipeline).Make(task.Plan, progress, cancellationToken));
    }

    private PredictionRun Run(
        PredictionPipeline pipeline, DateTimeOffset? asOf, ModelCard? last, IProgress<PipelineProgress>? progress, CancellationToken cancellationToken)
    {
        void Report(string step, double fraction)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new PipelineProgress { Step = step, Fraction = fraction });
        }

        PredictionRun Fail(string reason) => new() { Pipeline = pipeline, Failure = reason };
        if (_store.Events == 0)
        {
            return Fail(NoEvents);
        }

        Report("counting events", 0);
        var task = PipelineTask.Of(pipeline, _store, AsOf(asOf), new Learner(SeedOf(pipeline), _threads));
        if (FindLate(asOf) is { } late)
        {
            return Fail(late);
        }

        if (LearnAgainAfter > TimeSpan.Zero && KeptModel.Read(_store, task) is { } kept
            && DateTimeOffset.FromUnixTimeSeconds(task.AsOf) - kept.Card.LearnedAsOf is var age && age >= TimeSpan.Zero && age < LearnAgainAfter)
        {
            return PredictAgain(task, kept, last, Report, cancellationToken);
        }

        if (task.FindObstacle() is { } obstacle)
        {
            return Fail(obstacle);
        }

        var (schema, examples) = Make(task, share => Report("making examples", 0.05 + (0.15 * share)), cancellationToken);
        var known = examples.Where(example => !float.IsNaN(example.Label)).ToList();
        var asked = examples.Where(example => float.IsNaN(example.Label)).ToList();
        if (asked.Count == 0)
        {
            return Fail(NoneActive(task));
        }

        if (task.FindObstacle(known) is { } tooFew)
        {
            return Fail(tooFew);
        }

        var training = known.Where(example => !example.IsHoldout).ToList();
        var holdout = known.Where(example => example.IsHoldout && (example.Cutoff == task.NewestCutoff || task is UpliftTask)).ToList();
        var candidates = task.Candidates(schema, training);
        var validation = Validate(task, candidates, training, fraction => Report("comparing candidates", 0.2 + (0.4 * fraction)));
        var trained = Candidate.TrainAll(candidates, training, i => Report("training", 0.6 + (0.3 * i / candidates.Count)));
        var models = candidates.Select((candidate, i) => (Candidate: candidate, Model: trained[i], Validation: validation[i])).ToList();

        // The plain rule is first: where none beats it, it is used.
        var chosen = models.MaxBy(entry => entry.Validation);
        Report("predicting", 0.9);
        var predictions = Predict(task, chosen.Model, asked);
        var cards = new CardWriter(task, schema, _store);
        var card = cards.Write(models, chosen.Candidate, known, training, holdout, predictions, last);
        if (LearnAgainAfter > TimeSpan.Zero)
        {
            new KeptModel(schema, chosen.Model, card).Write(_store, pipeline);
        }

        Report("done", 1);
        return RunOf(task, schema, chosen.Model, card, asked, predictions);
    }

    /// <summary>Predicts with a model of an earlier run: one pass over the activity, and no training.</summary>
    private PredictionRun PredictAgain(PipelineTask task, KeptModel kept, ModelCard? last, Action<string, double> report, CancellationToken cancellationToken)
    {
        var asked = new Snapshots(_store, kept.Schema, task.Pipeline).Make(
            (_, _, rows) => rows.Add(new Snapshots.PlannedRow(task.AsOf, float.NaN)), share => report("making examples", 0.1 + (0.8 * share)), cancellationToken);
        if (asked.Count == 0)
        {
            return new PredictionRun { Pipeline = task.Pipeline, Failure = NoneActive(task) };
        }

        report("predicting", 0.9);
        var predictions = Predict(task, kept.Model, asked);
        var card = kept.Card.ForPredictions(
            DateTimeOffset.FromUnixTimeSeconds(task.AsOf), _store.Events, _store.Users, predictions.Count, predictions.Average(prediction => prediction.Score), last);
        report("done", 1);
        return RunOf(task, kept.Schema, kept.Model, card, asked, predictions);
    }

    private static PredictionRun RunOf(
        PipelineTask task, FeatureSchema schema, Model model, ModelCard card, List<Example> asked, List<PipelinePrediction> predictions) => new()
    {
        Pipeline = task.Pipeline,
        Card = card,
        Predictions = predictions,
        Reasons = new ScoreReasons(model, schema, asked.ToDictionary(example => example.User, example => example.Features, StringComparer.Ordinal)),
    };

    private static string NoneActive(PipelineTask task) => FormattableString.Invariant(
        $"No user was active in the {task.Pipeline.ActiveWithinDays} days before {Phrase.Day(DateTimeOffset.FromUnixTimeSeconds(task.AsOf))}. Use a larger \"active_within_days\", or newer history.");

    /// <summary>Measures the candidates by cross-validation, with all rows of a user in one fold.</summary>
    private double[] Validate(PipelineTask task, IReadOnlyList<Candidate> candidates, List<Example> training, Action<double> progress)
    {
        var sample = training;
        if (training.Count > MaxValidationRows)
        {
            var parts = (ulong)(training.Count / MaxValidationRows) + 1;
            sample = [.. training.Where(example => (example.Draw >> 40) % parts == 0)];
        }

        var folds = training.Count <= SmallRows ? task.SmallFolds : Folds;
        var results = new double[folds][];
        var done = 0;
        Parallel.For(0, folds, new ParallelOptions { MaxDegreeOfParallelism = _threads }, fold =>
        {
            int FoldOf(Example example) => (int)((example.Draw >> 24) % (ulong)folds);
            var rest = sample.Where(example => FoldOf(example) != fold).ToList();
            var part = sample.Where(example => FoldOf(example) == fold).ToList();
            var models = Candidate.TrainAll(candidates, rest, _ => progress((Interlocked.Increment(ref done) - 1) / (double)(candidates.Count * folds)));
            results[fold] = [.. models.Select(model => task.Measure([.. part.Select(example => model.Score(example.Features))], part)).Select(measure => double.IsNaN(measure) ? 0 : measure)];
        });
        return [.. candidates.Select((_, c) => results.Average(fold => fold[c]))];
    }

    private List<PipelinePrediction> Predict(PipelineTask task, Model model, List<Example> asked)
    {
        var scores = new double[asked.Count];
        Parallel.For(0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => scores[i] = task.Publish(model.Score(asked[i].Features)));
        var hash = new KeyedHash(task.Pipeline, "ties");
        var ties = asked.Select(example => hash.Of(example.User)).ToArray();
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[a].CompareTo(scores[b]) : ties[a] != ties[b] ? ties[a].CompareTo(ties[b]) : string.CompareOrdinal(asked[a].User, asked[b].User));
        var percentiles = new double[scores.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            percentiles[order[rank]] = order.Length == 1 ? 0 : Math.Round(rank / (double)(order.Length - 1), 9);
        }

        return [.. asked.Select((example, i) => new PipelinePrediction { UserId = example.User, Score = Math.Round(scores[i], 9), Percentile = percentiles[i] })];
    }

    private sealed class CardWriter(PipelineTask task, FeatureSchema schema, ActivityStore store)
    {
        public ModelCard Write(
            List<(Candidate Candidate, Model Model, double Validation)> models, Candidate chosen, List<Example> known, List<Example> training,
            List<Example> holdout, List<PipelinePrediction> predictions, ModelCard? last)
        {
            var entries = models.Select(entry =>
            {
                var scores = Scores(entry.Model, holdout);
                return new CardCandidate
                {
                    Name = entry.Candidate.Name, Description = entry.Candidate.Words, CrossValidation = entry.Validation,
                    Holdout = holdout.Count == 0 ? null : task.MeasureWithInterval(scores, holdout), IsChosen = entry.Candidate == chosen,
                };
            }).ToList();
            var model = models.First(entry => entry.Candidate == chosen).Model;
            var best = entries.First(entry => entry.IsChosen);
            var published = Scores(model, holdout).Select(task.Publish).ToArray();
            var labels = holdout.Select(example => example.Label > 0.5f).ToArray();
            var newest = known.Where(example => example.Cutoff == task.NewestCutoff || task is UpliftTask).ToList();
            var deciles = Deciles(published, holdout);
            var (features, groups) = Importance(model);
            var baseRate = newest.Count == 0 ? 0 : newest.Average(example => (double)example.Label);
            var meanScore = predictions.Average(prediction => prediction.Score);
            return new ModelCard
            {
                Definition = Definition(task.Pipeline),
                AsOf = DateTimeOffset.FromUnixTimeSeconds(task.AsOf),
                DataFrom = store.From!.Value,
                Events = store.Events,
                Users = store.Users,
                Rows = known.Count,
                TrainedRows = training.Count,
                HoldoutRows = holdout.Count,
                BaseRate = baseRate,
                Predictions = predictions.Count,
                MeanScore = meanScore,
                FigureName = task.FigureName,
                Figure = best.Holdout,
                Band = best.Holdout is { } figure ? task.Band(figure, holdout) : QualityBand.Unknown,
                Candidates = entries,
                CalibrationError = task.IsProbability && holdout.Count > 0 ? Measures.CalibrationError(published, labels) : null,
                Deciles = deciles,
                Features = features,
                Groups = groups,
                BaseRateDrift = last is null ? null : baseRate - last.BaseRate,
                ScoreDrift = last is null ? null : meanScore - last.MeanScore,
                Alarms = task.IsProbability && best.Holdout?.Value > TooGood
                    ? [$"The AUC on the holdout is {Phrase.Decimal(best.Holdout.Value)}. Real behaviour is rarely that predictable: look for an event or field that is written because of the goal."]
                    : [],
                Sentences = CardSentences.Of(task, best, entries[0], deciles, baseRate),
                LearnedAsOf = DateTimeOffset.FromUnixTimeSeconds(task.AsOf),
                Version = Version,
            };
        }

        private static double[] Scores(Model model, List<Example> examples) => [.. examples.Select(example => model.Score(example.Features))];

        private static JsonObject Definition(PredictionPipeline pipeline)
        {
            var buffer = new ArrayBufferWriter<byte>();
            pipeline.WriteTo(buffer);
            return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        }

        private List<CardDecile> Deciles(double[] published, List<Example> holdout)
        {
            var order = Enumerable.Range(0, published.Length).OrderByDescending(i => published[i]).ThenBy(i => holdout[i].Draw).ToArray();
            var deciles = new List<CardDecile>();
            for (var d = 0; d < 10; d++)
            {
                var part = order[(int)((long)d * order.Length / 10)..(int)((d + 1L) * order.Length / 10)];
                if (part.Length > 0)
                {
                    deciles.Add(new CardDecile
                    {
                        Decile = d + 1,
                        Users = part.Length,
                        Predicted = task is UpliftTask ? (2 * part.Average(i => published[i])) - 1 : part.Average(i => published[i]),
                        Observed = task is UpliftTask
                            ? Share(part.Where(i => holdout[i].IsTreated)) - Share(part.Where(i => !holdout[i].IsTreated))
                            : part.Average(i => (double)holdout[i].Label),
                    });
                }
            }

            return deciles;
            double Share(IEnumerable<int> rows) => rows.Select(i => (double)holdout[i].Label).DefaultIfEmpty(0).Average();
        }

        private (List<CardFeature> Features, Dictionary<string, double> Groups) Importance(Model model)
        {
            var importance = new double[schema.Count];
            model.AddImportance(importance, 1);
            var (most, all) = (importance.DefaultIfEmpty(0).Max(), importance.Sum());
            var features = Enumerable.Range(0, importance.Length).Where(i => importance[i] > 0).OrderByDescending(i => importance[i]).Take(ShownFeatures)
                .Select(i => new CardFeature { Name = schema.Features[i].Words, Group = schema.Features[i].Group, Importance = Math.Round(100 * importance[i] / most, 1) })
                .ToList();
            var groups = schema.Features.Select(feature => feature.Group).Distinct().ToDictionary(
                group => group, group => all == 0 ? 0 : Math.Round(100 * Enumerable.Range(0, importance.Length).Where(i => schema.Features[i].Group == group).Sum(i => importance[i]) / all, 1));
            return (features, groups);
        }
    }
}
