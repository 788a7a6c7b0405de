namespace Vidora.Integration.Tests.Predictions;

public sealed class PredictionColumnTests
{
    [Test]
    public void Constructor_Names_BecomeTheAttribute()
    {
        var column = new PredictionColumn("Sample Pipeline", "Conversion Probability", PredictionVendor.Cortex);
        Assert.That(column.Attribute.ToString(), Is.EqualTo("$intelligent_attribute:cortex:sample_pipeline__score"));
        Assert.That((column.Pipeline, column.Title), Is.EqualTo(("Sample Pipeline", "Conversion Probability")));
    }

    [Test]
    public void ThrowIfAmbiguous_TwoColumnsOfOnePipeline_NamesBoth() =>
        Assert.That(
            () => PredictionColumn.ThrowIfAmbiguous([new("P", "Score"), new("P", "Percentile"), new("P", "Uplift")]),
            Throws.ArgumentException.With.Message.Contains("\"Score\"").And.Message.Contains("\"Uplift\"").And.Message.Not.Contains("\"Percentile\""));

    [Test]
    public void ThrowIfAmbiguous_TwoPipelines_NamesBoth() =>
        Assert.That(
            () => PredictionColumn.ThrowIfAmbiguous([new("Café Visits"), new("cafe-visits!")]),
            Throws.ArgumentException.With.Message.Contains("\"Café Visits\"").And.Message.Contains("\"cafe-visits!\""));

    [Test]
    public void ThrowIfAmbiguous_DifferentVendors_IsFine() =>
        Assert.That(() => PredictionColumn.ThrowIfAmbiguous([new("P"), new("P", vendor: PredictionVendor.Cortex)]), Throws.Nothing);

    [Test]
    public void UserPrediction_TwoColumnsOfOneAttribute_Throws() =>
        Assert.That(() => new UserPrediction(1, [new("P", "Score"), new("P", "Uplift")], [0.1, 0.2]), Throws.ArgumentException.With.Message.Contains("\"Uplift\""));

    [Test]
    public void UserPrediction_ListsThatDoNotFit_Throws()
    {
        Assert.That(() => new UserPrediction(1, [new("P")], []), Throws.ArgumentException);
        Assert.That(() => new UserPrediction(1, [], []), Throws.ArgumentException);
        Assert.That(() => new UserPrediction(0, new PredictionColumn("P"), 0.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
