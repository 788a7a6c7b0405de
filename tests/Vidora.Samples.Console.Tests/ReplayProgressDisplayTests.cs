using System.Text;
using Spectre.Console;
using Vidora.Integration.Delivery;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Tests;

public sealed class ReplayProgressDisplayTests
{
    [Test]
    public async Task Run_InAWindow_ShowsBarAndRate()
    {
        var text = await ShowAsync(isWindow: true);

        Assert.That(text, Does.Contain("events/s").And.Contain("100%").And.Contain("00:00:00"));
    }

    [Test]
    public async Task Run_WithoutAWindow_ShowsOnlyWhatKeepsIt()
    {
        var text = await ShowAsync(isWindow: false, "Live events go first.", "Live events go first.", null, "Live events go first.");

        Assert.That(text, Is.EqualTo("Live events go first.\nLive events go first.\n"), "once for each time that it began");
    }

    /// <summary>A dry replay of a small file, after what is to be shown.</summary>
    private static async Task<string> ShowAsync(bool isWindow, params string?[] reasons)
    {
        var text = new StringWriter(new StringBuilder());
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isWindow ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = isWindow ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        var account = new VidoraOptions { ApiKey = "none" };
        using var http = new HttpClient();
        using var replay = new VidoraReplay(new VidoraClient(http, account), account);
        var report = await ReplayProgressDisplay.RunAsync(console, progress =>
        {
            foreach (var reason in reasons)
            {
                progress.Report(new ReplayProgress { WaitReason = reason });
            }

            return replay.RunAsync(ReplayInput.FromFiles([Fixture.Path("batches.jsonl")]), new ReplayOptions { DryRun = true }, progress);
        });
        Assert.That(report.Total.Documents, Is.GreaterThan(0));
        return text.ToString().ReplaceLineEndings("\n");
    }
}
