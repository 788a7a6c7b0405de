using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Predicts a trait from users who have it and users who do not.</summary>
internal sealed class ClassificationTask(ClassificationPipeline pipeline, ActivityStore store, long asOf, Learner learner)
    : LabelledTask(pipeline, store, asOf, learner)
{
    public override string? FindObstacle(IReadOnlyList<Example> examples) => FindTooFew(examples, "the trait", MinimumOfTrait);

    public override IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training)
    {
        var plain = new Candidate(PlainRule, "recency, frequency and amount", examples => Learner.Logistic(RowsOf(examples), schema.Plain));
        var logistic = new Candidate("logistic regression", "ridge", examples => Learner.Logistic(RowsOf(examples)));
        var settings = new TreeSettings(100, 4, 10);
        var trees = new Candidate("trees", "100 boosted trees of 4 leaves", examples => Learner.Trees(RowsOf(examples), settings));
        return Candidate.WithMean(plain, logistic, trees, "the mean of their log-odds");
    }

    protected override float? Label(string user, (string? Text, double? Number)? value)
    {
        if (pipeline.Members is { } members)
        {
            return members.Users.ContainsKey(user) ? 1 : pipeline.Others!.Users.ContainsKey(user) ? 0 : null;
        }

        return value is not { } known ? null
            : IsOneOf(known, pipeline.Has) ? 1
            : pipeline.HasNot.Count == 0 || IsOneOf(known, pipeline.HasNot) ? 0
            : null;
    }
}
