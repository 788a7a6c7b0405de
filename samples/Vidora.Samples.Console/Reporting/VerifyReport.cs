using System.Globalization;
using Spectre.Console;
using Vidora.Samples.Console.Checking;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Reports what of an export stands on the profiles.</summary>
internal static class VerifyReport
{
    private const int Shown = 20;

    public static void Write(ProfileVerification verification, DateTimeOffset exportedAt, DateTimeOffset now, IAnsiConsole console)
    {
        var table = new SummaryTable("", "number");
        table.Group("users compared", Numbers.Text(verification.Users));
        table.Row("without a profile", Numbers.Text(verification.WithoutProfile.Count));
        table.Group("attributes equal", Numbers.Text(verification.Equal));
        table.Row("different", Numbers.Text(verification.Different.Count));
        table.Row("missing", Numbers.Text(verification.Missing.Count));
        table.WriteTo(console);
        foreach (var (mpid, attribute, exported, found) in verification.Different.Take(Shown))
        {
            console.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{mpid}: {attribute} is {SafeText.Cell(found)} on the profile and {exported} in the export."));
        }

        foreach (var (mpid, attribute) in verification.Missing.Take(Shown))
        {
            console.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{mpid}: the profile has no {attribute}."));
        }

        foreach (var mpid in verification.WithoutProfile.Take(Shown))
        {
            console.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"{mpid}: mParticle has no such profile."));
        }

        console.WriteUnbroken(string.Create(
            CultureInfo.InvariantCulture, $"The export is of {exportedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z, {Age(now - exportedAt)} old."));
        console.WriteUnbroken(verification.Users == 0 ? "The export has no user."
            : verification.IsEqual ? "Every score on the profiles equals the export."
            : "The profiles differ from the export. Write it with vidora import, or wait until mParticle has stored it.");
    }

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 2 ? Numbers.Count((long)age.TotalDays, "day", "days")
        : age.TotalHours >= 2 ? Numbers.Count((long)age.TotalHours, "hour", "hours")
        : Numbers.Count(Math.Max(0, (long)age.TotalMinutes), "minute", "minutes");
}
