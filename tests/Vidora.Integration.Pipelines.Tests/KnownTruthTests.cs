using Vidora.Integration.Generator;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tests;

/// <summary>Holds predictions against what is true of simulated shoppers.</summary>
[TestFixture]
[Slow]
[Parallelizable]
public sealed class KnownTruthTests
{
    private ActivityStore _store = null!;
    private Dictionary<string, Season.Truth> _truths = null!;

    [OneTimeSetUp]
    public void MakeASeason()
    {
        var season = new Season(2_000, 90, seed: 5);
        _store = Seasons.Store(Seasons.Events(season));
        _truths = season.Truths.ToDictionary(truth => truth.User);
    }

    [OneTimeTearDown]
    public void Close() => _store.Dispose();

    [Test]
    public void FutureEvents_OfASeason_AreNearTheTruthAndCalibrated()
    {
        var run = Seasons.Run(_store, Seasons.Buyers);
        var pairs = run.Predictions.Select(prediction => (prediction.Score, Truth: _truths[prediction.UserId])).ToList();
        var bought = pairs.Select(pair => pair.Truth.Bought).ToArray();
        var auc = Measures.Auc([.. pairs.Select(pair => pair.Score)], bought);
        var ceiling = Measures.Auc([.. pairs.Select(pair => pair.Truth.Probability)], bought);
        var card = run.Card!;
        TestContext.Out.WriteLine($"AUC {auc:0.000}, of the true probabilities {ceiling:0.000}, mean {pairs.Average(pair => pair.Score):0.000} true {pairs.Average(pair => pair.Truth.Probability):0.000}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(auc, Is.GreaterThan(ceiling - 0.1), "the order of users is far from the true one: whether a shopper is keen is hidden");
            Assert.That(pairs.Average(pair => pair.Score), Is.EqualTo(pairs.Average(pair => pair.Truth.Probability)).Within(0.02), "probabilities are not calibrated");
            Assert.That(Measures.CalibrationError([.. pairs.Select(pair => pair.Score)], bought, 10), Is.LessThan(0.03));
            Assert.That(card.Candidates.Single(candidate => candidate.IsChosen).CrossValidation, Is.GreaterThan(card.Candidates[0].CrossValidation), "the plain rule is as good as the chosen model");
            Assert.That(card.TrainedRows + card.HoldoutRows, Is.LessThanOrEqualTo(card.Rows));
            Assert.That(card.Alarms, Is.Empty);
            Assert.That(card.Sentences, Has.Count.EqualTo(3));
            Assert.That(run.Predictions.Select(prediction => prediction.Percentile), Is.Unique);
        }
    }

    [Test]
    public void Uplift_OfARandomizedCampaign_FindsWhoIsMoved()
    {
        var run = Seasons.Run(_store, Seasons.Push);
        var pairs = run.Predictions.Select(prediction => (prediction.Score, Truth: _truths[prediction.UserId])).Where(pair => !double.IsNaN(pair.Truth.Effect)).ToList();
        var share = Gain(pairs.OrderByDescending(pair => pair.Score)) / Gain(pairs.OrderByDescending(pair => pair.Truth.Effect));
        TestContext.Out.WriteLine($"share of the possible Qini {share:0.00}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(share, Is.GreaterThan(0.25));
            Assert.That(run.Card!.Band, Is.EqualTo(QualityBand.Unknown), "Uplift has no band");
            Assert.That(run.Predictions.Select(prediction => prediction.Score), Is.All.InRange(0, 1));
        }

        static double Gain(IEnumerable<(double Score, Season.Truth Truth)> order)
        {
            var effects = order.Select(pair => pair.Truth.Effect).ToList();
            var (mean, sum, area) = (effects.Average(), 0.0, 0.0);
            for (var i = 0; i < effects.Count; i++)
            {
                sum += effects[i];
                area += sum - (mean * (i + 1));
            }

            return area;
        }
    }

    [Test]
    public void ClassificationAndLookAlike_OfATrait_RankThoseWhoHaveIt()
    {
        foreach (var pipeline in new PredictionPipeline[] { Seasons.Pets, Seasons.LikePets })
        {
            var run = Seasons.Run(_store, pipeline);
            var unknown = run.Predictions.Select(prediction => (prediction.Score, Truth: _truths[prediction.UserId])).Where(pair => !pair.Truth.IsLabelled).ToList();
            var auc = Measures.Auc([.. unknown.Select(pair => pair.Score)], [.. unknown.Select(pair => pair.Truth.HasPet)]);
            TestContext.Out.WriteLine($"{pipeline.Name}: AUC {auc:0.000}");
            Assert.That(auc, Is.GreaterThan(0.7), pipeline.Name);

            // Who has a pet looks at what is for pets; that must be what moved the highest scores.
            var moved = run.Predictions.OrderByDescending(prediction => prediction.Score).Take(20).SelectMany(prediction => run.Reasons!.Of(prediction.UserId));
            Assert.That(moved.Count(reason => reason is ("share of pets, higher than usual", true)), Is.GreaterThan(10), pipeline.Name);
        }
    }

    [Test]
    public void Regression_OfANumber_ExplainsIt()
    {
        var run = Seasons.Run(_store, Seasons.Age);
        var unknown = run.Predictions.Select(prediction => (prediction.Score, Truth: _truths[prediction.UserId])).Where(pair => !pair.Truth.IsLabelled).ToList();
        var r2 = Measures.RSquared([.. unknown.Select(pair => pair.Score)], [.. unknown.Select(pair => pair.Truth.Age)]);
        TestContext.Out.WriteLine($"R2 {r2:0.000}");
        Assert.That(r2, Is.GreaterThan(0.5));
    }
}
