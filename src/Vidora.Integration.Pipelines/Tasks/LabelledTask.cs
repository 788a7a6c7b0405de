using Vidora.Integration.Pipelines.Activity;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Predicts what is known of some users: rows at the time of the prediction, also of users who were not active lately.</summary>
internal abstract class LabelledTask(PredictionPipeline pipeline, ActivityStore store, long asOf, Learner learner) : PipelineTask(pipeline, store, asOf, learner)
{
    /// <summary>A person says who has a trait, so that fewer examples serve than of events.</summary>
    protected const int MinimumOfTrait = 50;

    private readonly int _attribute = pipeline.WatchedAttribute is { } attribute ? store.Watch.FindAttribute(attribute) : -1;

    public override string? FindObstacle() => FindUnknownAttribute(Pipeline.WatchedAttribute);

    public override void Plan(string user, ReadOnlySpan<ActivityRecord> records, List<Snapshots.PlannedRow> rows)
    {
        if (Label(user, _attribute < 0 ? null : LastValue(records, _attribute)) is { } label)
        {
            rows.Add(new Snapshots.PlannedRow(AsOf, label) { IsAlways = true });
        }

        rows.Add(new Snapshots.PlannedRow(AsOf, float.NaN));
    }

    /// <summary>Returns the label of a user; null when it is unknown.</summary>
    protected abstract float? Label(string user, (string? Text, double? Number)? value);
}
