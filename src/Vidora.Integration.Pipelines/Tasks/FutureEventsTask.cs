using Vidora.Integration.Pipelines.Activity;
using Vidora.Integration.Pipelines.Definitions;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Predicts events within a window: rows at the ends of past windows, labelled with what came of them.</summary>
internal sealed class FutureEventsTask : PipelineTask
{
    private const double MinimumWindows = 1.5;
    private const int MinimumCutoffs = 2;
    private const int MaximumCutoffs = 12;
    private const int WantedRows = 240_000;

    private readonly FutureEventsPipeline _pipeline;
    private readonly long _window;
    private readonly int _goal;
    private readonly List<long> _cutoffs = [];
    private readonly List<uint> _times = [];

    public FutureEventsTask(FutureEventsPipeline pipeline, ActivityStore store, long asOf, Learner learner)
        : base(pipeline, store, asOf, learner)
    {
        _pipeline = pipeline;
        _window = pipeline.WithinDays * Day;
        _goal = store.Watch.Find(pipeline.Goal);
        var count = Math.Clamp(WantedRows / Math.Max(1, store.Users), MinimumCutoffs, MaximumCutoffs);
        var first = store.Summary.From + (_window / 2);
        for (var cutoff = asOf - _window; cutoff >= first && _cutoffs.Count < count; cutoff -= _window)
        {
            _cutoffs.Insert(0, cutoff);
        }
    }

    public override long NewestCutoff => AsOf - _window;

    public override uint Goal => 1u << _goal;

    public override string? FindObstacle()
    {
        var days = (AsOf - Store.Summary.From) / (double)Day;
        return FindUnknown("goal", _pipeline.Goal)
            ?? (days < MinimumWindows * _pipeline.WithinDays
                ? $"The history has {Phrase.Decimal(Math.Max(0, days), "0.0")} days, and a window of {_pipeline.WithinDays} days needs {Phrase.Decimal(MinimumWindows * _pipeline.WithinDays, "0.#")}. Use a shorter \"within_days\", or more history."
                : null);
    }

    public override string? FindObstacle(IReadOnlyList<Example> examples) =>
        FindTooFew(examples, $"{_pipeline.Goal} within {Phrase.Count(_pipeline.WithinDays, "day")}", MinimumOfClass);

    public override void Plan(string user, ReadOnlySpan<ActivityRecord> records, List<Snapshots.PlannedRow> rows)
    {
        _times.Clear();
        var shapes = Store.Catalog.Shapes;
        foreach (ref readonly var record in records)
        {
            if ((shapes[record.Shape].Conditions & Goal) != 0 && record.Known < AsOf)
            {
                _times.Add(record.Time);
            }
        }

        foreach (var cutoff in _cutoffs)
        {
            var count = 0;
            foreach (var time in _times)
            {
                count += time >= cutoff && time < cutoff + _window ? 1 : 0;
            }

            rows.Add(new Snapshots.PlannedRow(cutoff, count >= _pipeline.Goal.AtLeast ? 1 : 0));
        }

        rows.Add(new Snapshots.PlannedRow(AsOf, float.NaN));
    }

    public override IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training)
    {
        var plain = new Candidate(PlainRule, "the goal's count that halves every 7 days", examples => Learner.Logistic(RowsOf(examples), schema.Plain));
        var logistic = new Candidate("logistic regression", "ridge, with the plain rule almost unpenalized", examples => Learner.Logistic(RowsOf(examples), null, schema.Plain));
        var users = UsersOf(training);
        if (users < MinimumUsersForTrees * 4 / 5)
        {
            return [plain, logistic];
        }

        var settings = new TreeSettings(300, 8, 200);
        var trees = new Candidate("trees", "300 boosted trees of 8 leaves", examples => Learner.Trees(RowsOf(examples), settings));
        return Candidate.WithMean(plain, logistic, trees, "the mean of their log-odds");
    }
}
