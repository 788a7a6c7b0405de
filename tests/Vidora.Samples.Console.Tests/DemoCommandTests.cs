using System.Globalization;
using System.Text.RegularExpressions;

namespace Vidora.Samples.Console.Tests;

public sealed class DemoCommandTests
{
    [Test]
    public async Task Demo_BundledData_GoesThroughAndAddsUp()
    {
        var run = await ConsoleRun.OfAsync();
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Error, Is.Empty);
        Assert.That(Number(run, "Batches read"), Is.GreaterThanOrEqualTo(500));
        var notForwarded = Number(run, "Not forwarded");
        Assert.That(notForwarded, Is.GreaterThan(20));
        Assert.That(Number(run, "Events in"), Is.EqualTo(Number(run, "forwarded") + notForwarded));
        Assert.That(run.Output, Does.Contain("It adds up:").And.Not.Contain("does not add up"));
        Assert.That(run.Output.Contains('\u001b'), Is.False);
    }

    [Test]
    public async Task Demo_Table_ShowsEveryForwardedTypeSentAndReceived()
    {
        var run = await ConsoleRun.OfAsync();
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
