using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

public class StandInScoresTests
{
    private const long Day = 86_400;

    private static ActivityRow Row(int user, long day, bool target = true, double label = double.NaN, int type = 0) =>
        new(user, type, day * Day, target, !double.IsNaN(label), label);

    private static double[] Compute(VidoraPipelineType type, int users, params ActivityRow[] rows) =>
        StandInScores.Compute(new EmulatedPipeline { Name = "p", Type = type, LabelAttribute = "label" }, [.. rows], users);

    [Test]
    public void Compute_FutureEvents_HalvesAWeightEverySevenDays()
    {
        var scores = Compute(VidoraPipelineType.FutureEvents, 3, Row(0, 14), Row(1, 7), Row(2, 14, target: false));

        Assert.That(scores, Is.EqualTo(new[] { 0.5, 0.333333, 0.047619 }));
    }

    [Test]
    public void Compute_Classification_IsTheSmoothedShareOfLabelledTargets()
    {
        var scores = Compute(VidoraPipelineType.Classification, 3, Row(0, 0, label: 1), Row(1, 0), Row(2, 0, target: false, label: 1));

        Assert.That(scores, Is.EqualTo(new[] { 0.666667, 0.333333, 0.5 }));
    }

    [Test]
    public void Compute_Regression_IsTheWeightedAverageOfTheLabel()
    {
        var scores = Compute(VidoraPipelineType.Regression, 2, Row(0, 0, label: 10), Row(0, 7, label: 40), Row(1, 7, target: false, label: 5));

        Assert.That(scores, Is.EqualTo(new[] { 30.0, 0.0 }));
    }

    [Test]
    public void Compute_Uplift_ComparesEventsADayAfterAndBefore()
    {
        var scores = Compute(
            VidoraPipelineType.Uplift, 3, Row(0, 0, false), Row(0, 1), Row(0, 1, false), Row(0, 1, false), Row(1, 0, false), Row(1, 1, false), Row(2, 1));

        Assert.That(scores, Is.EqualTo(new[] { 0.8, 0.5, 0.5 }));
    }

    [Test]
    public void Compute_LookAlike_IsHigherForThoseWhoDoWhatTheGroupDoes()
    {
        var scores = Compute(
            VidoraPipelineType.LookAlike, 3,
            Row(0, 0, true, 1, type: 0), Row(0, 0, false, type: 1), Row(0, 0, false, type: 1),
            Row(1, 0, false, type: 1), Row(2, 0, false, type: 2), Row(2, 0, false, type: 2));

        Assert.That(scores[1], Is.GreaterThan(scores[2]));
        Assert.That(scores[0], Is.GreaterThan(scores[2]));
    }

    [Test]
    public void Rank_AnyScores_GivesEveryUserAPercentileOfTheirOwnInTheOrderOfTheScores()
    {
        var property = Prop.ForAll(Gen.Choose(0, 5).ListOf().ToArbitrary(), values =>
        {
            var scores = values.Select(value => value / 5.0).ToArray();
            var users = scores.Select((_, i) => $"u{i}").ToArray();
            var ranked = PredictionSet.Rank(users, scores, new Random(1)).All;
            var sorted = ranked.OrderBy(prediction => prediction.Percentile).ToList();
            return ranked.Select(prediction => prediction.UserId).SequenceEqual(users)
                && ranked.Select(prediction => prediction.Percentile).Distinct().Count() == users.Length
                && ranked.All(prediction => prediction.Percentile is >= 0 and <= 1)
                && sorted.Zip(sorted.Skip(1)).All(pair => pair.First.Score <= pair.Second.Score);
        });
        Check.QuickThrowOnFailure(property);
    }
}
