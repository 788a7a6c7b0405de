namespace Vidora.Samples.Console.Tests;

public sealed class ConsumeCommandTests
{
    private static readonly string[] _command =
        ["consume", "--bootstrap", "127.0.0.1:1", "--topic", "events", "--group", "shop", "--to", "http://127.0.0.1:1", "--queue", Path.Combine(Path.GetTempPath(), "vidora-consume-tests.db")];

    [TestCase("--bootstrap")]
    [TestCase("--topic")]
    [TestCase("--group")]
    [TestCase("--to")]
    public async Task Consume_WithoutOneOfItsFour_SaysWhichIsMissing(string option)
    {
        var at = Array.IndexOf(_command, option);

        var run = await ConsoleRun.OfAsync([.. _command[..at], .. _command[(at + 2)..]]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(option));
    }

    [TestCase("no.such.setting=1", "no.such.setting")]
    [TestCase("security.protocol=nonsense", "security.protocol")]
    [TestCase("sasl.mechanism", "KEY=VALUE")]
    [TestCase("enable.auto.offset.store=true", "EnableAutoOffsetStore")]
    public async Task Consume_SettingThatCannotBe_Ends1WithOneLine(string setting, string named)
    {
        var run = await ConsoleRun.OfAsync([.. _command, "--kafka", setting]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(named));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }

    [TestCase("--workers", "0", "--workers")]
    [TestCase("--dead-letter-topic", "events", "--dead-letter-topic")]
    public async Task Consume_OptionThatCannotBe_IsNamedAsItWasGiven(string option, string value, string named)
    {
        var run = await ConsoleRun.OfAsync([.. _command, option, value]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(named).And.Not.Contain("VidoraKafkaOptions"));
    }

    [Test]
    public async Task Consume_ToAFarVidoraWithoutKey_SaysWhereTheKeyComesFrom()
    {
        var run = await ConsoleRun.OfAsync([.. _command.Select(word => word.StartsWith("http", StringComparison.Ordinal) ? "https://api.example" : word)]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("VIDORA_API_KEY"));
    }
}
