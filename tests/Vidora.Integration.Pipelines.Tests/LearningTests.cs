using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tests;

[TestFixture]
public sealed class LearningTests
{
    [Test]
    public void Models_OfAKnownLaw_FindIt()
    {
        var random = new Random(1);
        var features = Enumerable.Range(0, 3_000).Select(_ => new[] { (float)random.NextDouble(), (float)random.NextDouble(), 1f }).ToArray();
        var probabilities = features.Select(row => Model.Probability((4 * row[0]) - 3)).ToArray();
        var labels = probabilities.Select(probability => random.NextDouble() < probability ? 1f : 0f).ToArray();
        var rows = new Rows(features, labels);
        var learner = new Learner(1, 2);
        foreach (var model in new[] { learner.Logistic(rows), learner.Trees(rows, new TreeSettings(100, 4, 50)) })
        {
            var errors = features.Select((row, i) => Math.Abs(Model.Probability(model.Score(row)) - probabilities[i]));
            var importance = new double[3];
            var kept = Kept(model);
            model.AddImportance(importance, 1);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(errors.Average(), Is.LessThan(0.05), model.GetType().Name);
                Assert.That(importance[0], Is.GreaterThan(importance[1]));
                Assert.That(importance.Sum(), Is.EqualTo(1).Within(1e-9));
                Assert.That(features.Select(row => kept.Score(row)), Is.EqualTo(features.Select(row => (2 * model.Score(row)) + 1)), "a kept model scores otherwise");
            }
        }

        var numbers = new Rows(features, [.. features.Select(row => 100 + (10 * row[0]))]);
        foreach (var model in new[] { Learner.RidgeRegression(numbers, null, 0.01), learner.RegressionTrees(numbers, new TreeSettings(200, 4, 20)) })
        {
            Assert.That(features.Average(row => Math.Abs(model.Score(row) - 100 - (10 * row[0]))), Is.LessThan(0.3), model.GetType().Name);
        }
    }

    /// <summary>Writes and reads a model, with models of the other kinds around it.</summary>
    private static Model Kept(Model model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        new ShiftedModel(new MeanModel(model, model), 2, 1).Write(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        return Model.Read(reader);
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Rows_WithAValueThatIsNotFinite_AreRefused(float value) =>
        Assert.Throws<LearningException>(() => _ = new Rows([[1, value]], [1]));

    [Test]
    public void Auc_OfSmallCases_IsRight()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Measures.Auc([1, 2, 3, 4], [false, false, true, true]), Is.EqualTo(1));
            Assert.That(Measures.Auc([1, 1, 1, 1], [false, true, false, true]), Is.EqualTo(0.5));
            Assert.That(Measures.Auc([4, 3, 2, 1], [false, true, false, true]), Is.EqualTo(0.25));
            Assert.That(Measures.Auc([1, 2], [true, true]), Is.NaN);
            Assert.That(Measures.RSquared([1, 2, 3], [1, 2, 3]), Is.EqualTo(1));
            Assert.That(Measures.CalibrationError([0.5, 0.5], [true, false], 1), Is.Zero);
        }
    }

    [Test]
    public void AucFigure_OfPerfectScores_IsNarrow()
    {
        var figure = Measures.AucFigure([.. Enumerable.Range(0, 400).Select(i => (double)i)], [.. Enumerable.Range(0, 400).Select(i => i >= 200)]);
        Assert.That((figure.Value, figure.Low > 0.99), Is.EqualTo((1.0, true)));
    }

    [Test]
    public void AucFigure_OfSamples_CoversTheTrueValue()
    {
        // Two normal distributions one standard deviation apart have an AUC of 0.760.
        var random = new Random(7);
        var covered = 0;
        for (var run = 0; run < 400; run++)
        {
            var labels = Enumerable.Range(0, 60).Select(i => i < 10).ToArray();
            var scores = labels.Select(label => (label ? 1 : 0) + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToArray();
            var figure = Measures.AucFigure(scores, labels);
            covered += figure.Low <= 0.760 && figure.High >= 0.760 ? 1 : 0;
        }

        Assert.That(covered, Is.InRange(372, 400));
    }

    [Test]
    public void Qini_OfAnEffectThatIsKnown_PrefersTheRightOrder()
    {
        var random = new Random(3);
        var effects = Enumerable.Range(0, 4_000).Select(_ => random.NextDouble() * 0.5).ToArray();
        var treated = effects.Select(_ => random.Next(2) == 0).ToArray();
        var reached = effects.Select((effect, i) => random.NextDouble() < 0.2 + (treated[i] ? effect : 0)).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Measures.Qini(effects, treated, reached), Is.GreaterThan(0.015));
            Assert.That(Measures.Qini([.. effects.Select(effect => -effect)], treated, reached), Is.LessThan(-0.015));
        }
    }
}
