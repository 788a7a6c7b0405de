using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Predicts who is like the members of a list. The others may be members as well: each bag of trees sees a part of them.</summary>
internal sealed class LookAlikeTask(LookAlikePipeline pipeline, ActivityStore store, long asOf, Learner learner)
    : LabelledTask(pipeline, store, asOf, learner)
{
    private const int Bags = 10;

    /// <summary>Linear models differ less from bag to bag than trees.</summary>
    private const int LinearBags = 3;

    private const int BagSize = 1_000;

    public override string FigureName => "rank score";

    /// <summary>Gets three: bags make the figure of a fold steady, and each costs sixteen trainings.</summary>
    public override int SmallFolds => 3;

    public override string? FindObstacle(IReadOnlyList<Example> examples) => FindTooFew(examples, "membership", MinimumOfTrait);

    public override IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training)
    {
        var plain = new Candidate(PlainRule, "recency, frequency and amount", examples => InBags(LinearBags, examples, bag => Learner.Logistic(RowsOf(bag), schema.Plain)));
        var logistic = new Candidate("logistic regression", "ridge, three bags", examples => InBags(LinearBags, examples, bag => Learner.Logistic(RowsOf(bag))));
        var trees = new Candidate("trees", "ten bags of 40 boosted trees of 8 leaves", examples => InBags(Bags, examples, bag => Learner.Trees(RowsOf(bag), new TreeSettings(40, 8, 8))));
        return Candidate.WithMean(plain, logistic, trees, "the mean of their log-odds");
    }

    protected override float? Label(string user, (string? Text, double? Number)? value) =>
        pipeline.Members is { } members ? members.Users.ContainsKey(user) ? 1 : 0
        : value is { } known && IsOneOf(known, pipeline.Has) ? 1 : 0;

    private MeanModel InBags(int bags, IReadOnlyList<Example> examples, Func<IReadOnlyList<Example>, Model> train)
    {
        var members = examples.Where(example => example.Label > 0.5f).ToList();
        var others = examples.Where(example => example.Label < 0.5f).ToArray();
        var random = new Random(unchecked((int)Pipeline.Seed));
        var models = new List<Model>();
        for (var bag = 0; bag < bags; bag++)
        {
            random.Shuffle(others);
            models.Add(train([.. members.Concat(others.Take(BagSize)).OrderBy(example => example.Draw)]));
        }

        return new MeanModel(models);
    }
}
