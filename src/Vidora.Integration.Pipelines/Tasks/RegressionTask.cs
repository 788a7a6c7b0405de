using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Predicts a number from users whose number is known.</summary>
internal sealed class RegressionTask(RegressionPipeline pipeline, ActivityStore store, long asOf, Learner learner)
    : LabelledTask(pipeline, store, asOf, learner)
{
    private const double LargestNumber = 1e15;

    public override string FigureName => "R²";

    public override bool IsProbability => false;

    public override string? FindObstacle(IReadOnlyList<Example> examples) => examples.Count < 2 * MinimumOfClass
        ? $"The number of {examples.Count} users is known. At least {2 * MinimumOfClass} are needed."
        : examples.All(example => example.Label == examples[0].Label) ? "All users have the same number, so that there is nothing to predict." : null;

    public override IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training)
    {
        var plain = new Candidate(PlainRule, "recency, frequency and amount", examples => Learner.RidgeRegression(RowsOf(examples), schema.Plain));
        var ridge = new Candidate("ridge regression", "all features", examples => Learner.RidgeRegression(RowsOf(examples)));
        var trees = new Candidate("trees", "200 boosted trees of 4 leaves", examples => Learner.RegressionTrees(RowsOf(examples), new TreeSettings(200, 4, 8)));
        return Candidate.WithMean(plain, ridge, trees, "their mean");
    }

    public override double Measure(double[] scores, IReadOnlyList<Example> examples) => Measures.RSquared(scores, Values(examples));

    public override CardFigure MeasureWithInterval(double[] scores, IReadOnlyList<Example> examples)
    {
        var values = Values(examples);
        return Measures.Bootstrap(scores.Length, unchecked((int)Pipeline.Seed), sample => Measures.RSquared(
            [.. sample.Select(i => scores[i])], [.. sample.Select(i => values[i])]));
    }

    public override double Publish(double score) => score;

    public override QualityBand Band(CardFigure figure, IReadOnlyList<Example> holdout) => holdout.Count < 40 ? QualityBand.Unknown : figure.Value switch
    {
        > 0.75 => QualityBand.Excellent,
        > 0.60 => QualityBand.VeryGood,
        > 0.40 => QualityBand.Good,
        > 0.25 => QualityBand.Average,
        _ => QualityBand.BelowAverage,
    };

    protected override float? Label(string user, (string? Text, double? Number)? value) =>
        pipeline.Values is { } values ? values.Users.TryGetValue(user, out var number) ? Known(number) : null
        : value?.Number is { } known ? Known(known) : null;

    /// <summary>Returns a number to learn from; null for one so large that the others would not count beside it.</summary>
    private static float? Known(double number) => Math.Abs(number) < LargestNumber ? (float)number : null;

    private static double[] Values(IReadOnlyList<Example> examples) => [.. examples.Select(example => (double)example.Label)];
}
