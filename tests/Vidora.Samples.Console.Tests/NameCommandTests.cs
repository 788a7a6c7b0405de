namespace Vidora.Samples.Console.Tests;

public sealed class NameCommandTests
{
    [TestCase("$intelligent_attribute:vidora:sample_pipeline__score", "Sample Pipeline")]
    [TestCase("$intelligent_attribute:vidora:sample_pipeline__percentile", "SamplePipeline", "Percentile")]
    [TestCase("$intelligent_attribute:cortex:sample_pipeline__score", "sample_pipeline", "Conversion Probability", "--vendor", "cortex")]
    [TestCase("$intelligent_attribute:vidora:cafe__score", "Café")]
    public async Task Name_Pipeline_PrintsTheAttributeName(string expected, params string[] args)
    {
        var run = await ConsoleRun.OfAsync(["name", .. args]);
        Assert.That(run, Is.EqualTo(new ConsoleRun(0, expected + "\n", "")));
    }

    [TestCase("!?")]
    [TestCase("Sample", "%")]
    [TestCase("Sample", "Score", "--vendor", "other")]
    public async Task Name_NothingLeftOrUnknownVendor_Ends1WithOneLine(params string[] args)
    {
        var run = await ConsoleRun.OfAsync(["name", .. args]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Not.Contain("Parameter"));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [Test]
    public async Task Name_LongerThanAnyWindow_IsNotWrapped()
    {
        var run = await ConsoleRun.OfAsync("name", new string('a', 200));
        Assert.That(run.OutputLines, Has.Length.EqualTo(1));
        Assert.That(run.OutputLines[0], Has.Length.EqualTo(237));
    }
}
