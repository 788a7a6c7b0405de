namespace Vidora.Integration.Tests.Predictions;

public sealed class VidoraPipelineTypeTests
{
    [TestCase("Future Events")]
    [TestCase("FutureEvents")]
    [TestCase("future_events")]
    [TestCase("FUTURE-EVENTS")]
    public void Equals_OtherSpelling_IsTheSameType(string text)
    {
        var type = new VidoraPipelineType(text);

        Assert.That(type == VidoraPipelineType.FutureEvents, Is.True);
        Assert.That(type.GetHashCode(), Is.EqualTo(VidoraPipelineType.FutureEvents.GetHashCode()));
        Assert.That(type.ToString(), Is.EqualTo(text));
    }

    [Test]
    public void Equals_OtherType_Differs()
    {
        Assert.That(VidoraPipelineType.Uplift != VidoraPipelineType.Regression, Is.True);
        Assert.That(new VidoraPipelineType("Something New"), Is.Not.EqualTo(VidoraPipelineType.Classification));
        Assert.That(default(VidoraPipelineType), Is.EqualTo(new VidoraPipelineType("")));
    }

    [Test]
    public void VidoraPipelineStatus_OtherCase_IsTheSameStatus()
    {
        Assert.That(new VidoraPipelineStatus("FAILED"), Is.EqualTo(VidoraPipelineStatus.Failed));
        Assert.That(VidoraPipelineStatus.Running, Is.Not.EqualTo(VidoraPipelineStatus.Complete));
    }
}
