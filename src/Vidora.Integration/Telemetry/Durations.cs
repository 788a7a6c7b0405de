using System.Globalization;

namespace Vidora.Integration.Telemetry;

/// <summary>Writes durations in sentences.</summary>
internal static class Durations
{
    /// <summary>Returns a duration in its largest fitting unit, such as <c>5 min</c>.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 90 } => Whole(duration.TotalSeconds) + " s",
        { TotalMinutes: < 90 } => Whole(duration.TotalMinutes) + " min",
        { TotalHours: < 48 } => Whole(duration.TotalHours) + " h",
        _ => Whole(duration.TotalDays) + " days",
    };

    private static string Whole(double value) => value.ToString("F0", CultureInfo.InvariantCulture);
}
