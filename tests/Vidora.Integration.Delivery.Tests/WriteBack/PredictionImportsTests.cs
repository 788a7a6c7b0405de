using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[TestFixture]
public sealed class PredictionImportsTests
{
    private FakeTimeProvider _time = null!;
    private PredictionImports _imports = null!;

    [SetUp]
    public void Make()
    {
        _time = new FakeTimeProvider(Samples.Start);
        _imports = new PredictionImports(_time);
        _imports.Update("p", folder => folder.State = PredictionFolderState.Idle);
    }

    [TestCase(PredictionFolderState.Idle, HealthStatus.Healthy, "Every export has been applied.")]
    [TestCase(PredictionFolderState.Applying, HealthStatus.Healthy, "An export is being applied.")]
    [TestCase(PredictionFolderState.Waiting, HealthStatus.Degraded, "The import of q waits: Because.")]
    [TestCase(PredictionFolderState.NotRunning, HealthStatus.Unhealthy, "The import of predictions is not running.")]
    [TestCase(PredictionFolderState.Paused, HealthStatus.Unhealthy, "The import of q is paused: Because.")]
    public void Describe_OneFolderOfTwo_IsTheWorstOfBoth(object state, HealthStatus health, string sentence)
    {
        _imports.Update("q", folder => (folder.State, folder.Sentence) = ((PredictionFolderState)state, "Because."));

        Assert.That(_imports.Describe(), Is.EqualTo((health, sentence)));
    }

    [Test]
    public void Describe_LoopMadeNoStepForLong_IsUnhealthyUntilItMakesOne()
    {
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_imports.Describe().Health, Is.EqualTo(HealthStatus.Healthy));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_imports.Describe(), Is.EqualTo((HealthStatus.Unhealthy, "The import of predictions does not respond. Restart the host.")));

        _imports.Step();

        Assert.That(_imports.Describe().Health, Is.EqualTo(HealthStatus.Healthy));
    }
}
