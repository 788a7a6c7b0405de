using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vidora.Integration.Generator;
using Vidora.Samples.Console.Commands;

namespace Vidora.Samples.Console.Tests;

public sealed class DemoCommandTests
{
    [Test]
    public async Task Demo_BundledData_GoesThroughAndAddsUp()
    {
        var run = await ConsoleRun.OfAsync("--quick");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Error, Is.Empty);
        Assert.That(Number(run, "Batches read"), Is.GreaterThanOrEqualTo(500));
        var notForwarded = Number(run, "Not forwarded");
        Assert.That(notForwarded, Is.GreaterThan(20));
        Assert.That(Number(run, "Events in"), Is.EqualTo(Number(run, "forwarded") + notForwarded));
        Assert.That(run.Output, Does.Match(@"mParticle's outputs sent 204 batches to a host on this machine: (\S+) events sent, \1 accepted, \S+ left out; Vidora has (\S+) of \2\."));
        Assert.That(run.Output, Does.Contain("It adds up:").And.Not.Contain("does not add up"));
        Assert.That(run.Output.Contains('\u001b'), Is.False);
    }

    [Test]
    [Slow]
    public async Task Demo_OfASeason_LearnsWritesBackAndAddsUp()
    {
        var season = new Season(700, 60, seed: 2, labelEvery: 2);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int exitCode;
        using (var terminal = Terminal.Over(Stream.Null, output, error, _ => null))
        {
            exitCode = await DemoCommand.RunAsync(season, stay: false, terminal, CancellationToken.None);
        }

        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.That(exitCode, Is.Zero, text + Encoding.UTF8.GetString(error.ToArray()));
        Assert.That(text, Does.Contain("They are models of this project, not Vidora's.").And.Not.Contain("does not add up"));
        Assert.That(text, Does.Contain($"{season.Events.ToString("N0", CultureInfo.InvariantCulture)} events in = "));
        Assert.That(Regex.Matches(text, "Of 100 pairs of a user with and one without"), Has.Count.EqualTo(2));
        Assert.That(Regex.Matches(text, "Of the 10 % ranked highest "), Has.Count.EqualTo(2));
        Assert.That(Regex.Matches(text, "It adds up: "), Has.Count.EqualTo(4));
        Assert.That(text, Does.Match(@"(?s)most likely to purchase.*__percentile = .*__score = .*__percentile = .*__score = "));
    }

    [Test]
    public async Task Demo_Table_ShowsEveryForwardedTypeSentAndReceived()
    {
        var run = await ConsoleRun.OfAsync("--quick");
        foreach (var type in new[]
        {
            "screen_view", "add_to_cart", "remove_from_cart", "checkout", "checkout_option", "click", "view_detail", "purchase", "refund",
            "add_to_wishlist", "remove_from_wishlist", "promotion_view", "promotion_click", "impression", "application_state_transition",
            "session_start", "session_end", "push_message", "push_registration", "user_attribute_change", "user_identity_change", "crash_report",
            "uninstall", "gdpr_consent_change", "ccpa_consent_change", "Search Submitted", "attribution",
        })
        {
            var row = Regex.Match(run.Output, $@"^ +{Regex.Escape(type)} +([\d,]+) +([\d,]+) *$", RegexOptions.Multiline);
            Assert.That(row.Success, Is.True, type);
            Assert.That(row.Groups[2].Value, Is.EqualTo(row.Groups[1].Value), type);
        }

        foreach (var reason in new[] { "MissingMpid", "EnvironmentNotForwarded", "EventTypeNotForwarded", "UnknownEventType", "MissingEventName" })
        {
            Assert.That(Number(run, reason), Is.GreaterThan(0), reason);
        }
    }

    private static long Number(ConsoleRun run, string label) =>
        long.Parse(
            Regex.Match(run.Output, $@"^ +{Regex.Escape(label)} +([\d,]+)", RegexOptions.Multiline).Groups[1].Value,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture);
}
