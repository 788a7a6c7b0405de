using System.IO.Pipelines;
using System.Text;

namespace Vidora.Samples.Console.Tests;

public sealed class CommandLineTests
{
    [TestCase("--help", "map", "name", "send", "emulate")]
    [TestCase("map --help", "--format", "--exclude-personal-data", "--environment", "--issues", "--commerce", "--typed-attributes", "--exclude-attributes", "--only-attributes")]
    [TestCase("explain --help", "--document", "--event", "--json", "--exclude-personal-data")]
    [TestCase("name --help", "PIPELINE", "COLUMN", "--vendor")]
    [TestCase("serve --help", "--environment", "--event-types", "--platforms", "--exclude-personal-data", "--commerce", "--exclude-attributes", "--only-attributes", "--typed-attributes")]
    [TestCase("consume --help", "--environment", "--event-types", "--platforms", "--exclude-personal-data", "--commerce", "--exclude-attributes", "--only-attributes", "--typed-attributes", "--erasure-topic")]
    [TestCase("send --help", "--to", "--json", "--api-key", "--api-secret", "VIDORA_API_KEY", "VIDORA_API_SECRET")]
    [TestCase("emulate --help", "--listen", "--api-key", "--api-secret")]
    public async Task Run_Help_NamesWhatThereIs(string args, params string[] words)
    {
        var run = await ConsoleRun.OfAsync(args.Split(' '));
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Error, Is.Empty);
        foreach (var word in words)
        {
            Assert.That(run.Output, Does.Contain(word));
        }
    }

    [Test]
    public async Task Run_HelpWithKeysInTheEnvironment_ShowsNone()
    {
        var keys = new Dictionary<string, string> { ["VIDORA_API_KEY"] = "key-in-hiding", ["VIDORA_API_SECRET"] = "secret-in-hiding" };
        foreach (var command in new[] { "send", "emulate" })
        {
            var run = await ConsoleRun.OfAsync([command, "--help"], [], keys);
            Assert.That(run.Output + run.Error, Does.Not.Contain("hiding"));
        }
    }

    [TestCase("mapp")]
    [TestCase("--nonsense")]
    [TestCase("name")]
    [TestCase("send")]
    [TestCase("emulate --listen nowhere")]
    public async Task Run_WrongUse_Ends1WithOneLine(string args)
    {
        var run = await ConsoleRun.OfAsync(args.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.StartWith("vidora: "));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }

    [Test]
    public async Task Run_CancelledWhileWaitingForInput_Ends130()
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var terminal = Terminal.Over(new Pipe().Reader.AsStream(), output, error, _ => null);
        using var cancel = new CancellationTokenSource();
        var run = CommandLine.RunAsync(["map", "-"], terminal, cancel.Token);
        await cancel.CancelAsync();
        Assert.That(await run.WaitAsync(TimeSpan.FromSeconds(60)), Is.EqualTo(130));
        Assert.That(Encoding.UTF8.GetString(error.ToArray()), Is.EqualTo("vidora: stopped.\n"));
    }
}
