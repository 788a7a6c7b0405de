namespace Vidora.Integration.Tests.Client;

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
}
