using Vidora.Integration.Pipelines.Activity;
using Vidora.Integration.Pipelines.Definitions;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>
/// Predicts the effect of an intervention: a row for each user of both groups, at the beginning of the day of the user's first event
/// of the experiment, so that both groups are seen alike.
/// </summary>
internal sealed class UpliftTask(UpliftPipeline pipeline, ActivityStore store, long asOf, Learner learner) : PipelineTask(pipeline, store, asOf, learner)
{
    private const int MinimumOfArm = 200;
    private const double MaximumArmAuc = 0.58;

    private readonly long _window = pipeline.WithinDays * Day;
    private readonly uint _treatment = 1u << store.Watch.Find(pipeline.Treatment);
    private readonly uint _control = 1u << store.Watch.Find(pipeline.Control);
    private long _newest;

    public override long NewestCutoff => _newest;

    public override uint Goal => 1u << Store.Watch.Find(pipeline.Goal);

    public override uint Hidden => _treatment | _control;

    public override string FigureName => "Qini";

    public override bool IsProbability => false;

    public override string? FindObstacle()
    {
        if ((FindUnknown("treatment", pipeline.Treatment) ?? FindUnknown("control", pipeline.Control) ?? FindUnknown("goal", pipeline.Goal)) is { } unknown)
        {
            return unknown;
        }

        using var cursor = Store.Open();
        var (first, last) = (long.MaxValue, 0L);
        while (cursor.MoveNext())
        {
            if (Assignment(cursor.Records) is { } assignment)
            {
                first = Math.Min(first, assignment.Cutoff);
                last = assignment.Cutoff + _window <= AsOf ? Math.Max(last, assignment.Cutoff) : last;
            }
        }

        _newest = last;
        return last == 0
            ? $"The experiment began on {Phrase.Day(DateTimeOffset.FromUnixTimeSeconds(first))}, and its window of {Phrase.Count(pipeline.WithinDays, "day")} is not over. Run the pipeline later, or use a shorter \"within_days\"."
            : null;
    }

    public override string? FindObstacle(IReadOnlyList<Example> examples)
    {
        var treated = examples.Count(example => example.IsTreated);
        if (treated < MinimumOfArm || examples.Count - treated < MinimumOfArm)
        {
            return $"The treatment has {Phrase.Count(treated, "user")} and the control {Phrase.Number(examples.Count - treated)}. At least {MinimumOfArm} each are needed.";
        }

        if (FindTooFew(examples, $"{pipeline.Goal}", MinimumOfClass) is { } few)
        {
            return few;
        }

        // The groups of a random choice cannot be told apart from what the users did before.
        var training = examples.Where(example => !example.IsHoldout).ToList();
        var holdout = examples.Where(example => example.IsHoldout).ToList();
        var arms = Learner.Logistic(new Rows([.. training.Select(example => example.Features)], [.. training.Select(example => example.IsTreated ? 1f : 0f)]));
        var figure = Measures.AucFigure([.. holdout.Select(example => arms.Score(example.Features))], [.. holdout.Select(example => example.IsTreated)]);
        return figure.Value > MaximumArmAuc && figure.Low > 0.5
            ? $"The control group was not chosen at random: what users did before tells the groups apart (AUC {Phrase.Decimal(figure.Value, "0.00")} instead of 0.50). An effect cannot be measured with it. Use a random control group."
            : null;
    }

    public override void Plan(string user, ReadOnlySpan<ActivityRecord> records, List<Snapshots.PlannedRow> rows)
    {
        if (Assignment(records) is { } assignment && assignment.Cutoff + _window <= AsOf)
        {
            var count = 0;
            foreach (ref readonly var record in records)
            {
                count += (Store.Catalog.Shapes[record.Shape].Conditions & Goal) != 0 && record.Known < AsOf
                    && record.Time >= assignment.Cutoff && record.Time < assignment.Cutoff + _window ? 1 : 0;
            }

            rows.Add(new Snapshots.PlannedRow(assignment.Cutoff, count >= pipeline.Goal.AtLeast ? 1 : 0, assignment.IsTreated));
        }

        rows.Add(new Snapshots.PlannedRow(AsOf, float.NaN));
    }

    public override IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training)
    {
        var plain = new Candidate(PlainRule, "who is likely to reach the goal anyway", examples =>
            new ShiftedModel(Learner.Logistic(RowsOf(examples), schema.Plain), 0.01, 0));
        var linear = new Candidate("linear X-learner", "ridge regression on the effects of both groups", examples => LearnEffects(examples, schema, rows => Learner.RidgeRegression(rows, null, 100)));
        var trees = new Candidate("X-learner", "100 boosted trees of 4 leaves on the effects of both groups", examples => LearnEffects(
            examples, schema, rows => Learner.RegressionTrees(rows, new TreeSettings(100, 4, Math.Clamp(rows.Count / 20, 30, 300)))));
        return [plain, linear, trees];
    }

    public override double Measure(double[] scores, IReadOnlyList<Example> examples) =>
        Measures.Qini(scores, [.. examples.Select(example => example.IsTreated)], Labels(examples));

    public override CardFigure MeasureWithInterval(double[] scores, IReadOnlyList<Example> examples)
    {
        var treated = examples.Select(example => example.IsTreated).ToArray();
        var reached = Labels(examples);
        return Measures.Bootstrap(scores.Length, unchecked((int)Pipeline.Seed), sample => Measures.Qini(
            [.. sample.Select(i => scores[i])], [.. sample.Select(i => treated[i])], [.. sample.Select(i => reached[i])]));
    }

    public override double Publish(double score) => Math.Clamp((score + 1) / 2, 0, 1);

    public override QualityBand Band(CardFigure figure, IReadOnlyList<Example> holdout) => QualityBand.Unknown;

    /// <summary>
    /// Learns what each group would have done in the other's place, then the difference (X-learner: Künzel and others, 2019).
    /// </summary>
    private MeanModel LearnEffects(IReadOnlyList<Example> examples, FeatureSchema schema, Func<Rows, Model> second)
    {
        var treated = examples.Where(example => example.IsTreated).ToList();
        var control = examples.Where(example => !example.IsTreated).ToList();
        var ofTreated = Learner.Logistic(RowsOf(treated), null, schema.Plain);
        var ofControl = Learner.Logistic(RowsOf(control), null, schema.Plain);
        var effectOnTreated = second(new Rows(
            [.. treated.Select(example => example.Features)],
            [.. treated.Select(example => (float)(example.Label - Model.Probability(ofControl.Score(example.Features))))]));
        var effectOnControl = second(new Rows(
            [.. control.Select(example => example.Features)],
            [.. control.Select(example => (float)(Model.Probability(ofTreated.Score(example.Features)) - example.Label))]));

        // The effect on the smaller group is learned with the model of the larger one, so that it counts more.
        var share = treated.Count / (double)examples.Count;
        return new MeanModel(new ShiftedModel(effectOnTreated, 2 * (1 - share), 0), new ShiftedModel(effectOnControl, 2 * share, 0));
    }

    /// <summary>Returns the day and the group of a user; null for users of no group or of both.</summary>
    private (long Cutoff, bool IsTreated)? Assignment(ReadOnlySpan<ActivityRecord> records)
    {
        var (first, groups) = (long.MaxValue, 0u);
        foreach (ref readonly var record in records)
        {
            var group = Store.Catalog.Shapes[record.Shape].Conditions & Hidden;
            if (group != 0 && record.Known < AsOf)
            {
                groups |= group;
                first = Math.Min(first, record.Time);
            }
        }

        return groups == _treatment || groups == _control ? (first / Day * Day, groups == _treatment) : null;
    }
}
