using System.Net;
using System.Net.Sockets;

namespace Vidora.Samples.Console.Tests;

public sealed class EmulateCommandTests
{
    [Test]
    public async Task Emulate_PortInUse_Ends1WithOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var run = await ConsoleRun.OfAsync("emulate", "--listen", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        AssertRefused(run);
        Assert.That(run.Error, Does.Contain("in use"));
    }

    [TestCase("http://0.0.0.0:0")]
    [TestCase("ftp://127.0.0.1")]
    public async Task Emulate_AddressThatCannotBe_Ends1WithOneLine(string listen) =>
        AssertRefused(await ConsoleRun.OfAsync("emulate", "--listen", listen));

    [Test]
    public async Task Emulate_BeyondThisMachineWithoutPassword_Ends1WithOneLine()
    {
        var run = await ConsoleRun.OfAsync("emulate", "--listen", "http://192.0.2.1:0");
        AssertRefused(run);
        Assert.That(run.Error, Does.Contain("assword"));
    }

    private static void AssertRefused(ConsoleRun run)
    {
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Not.Contain("Parameter"));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }
}
