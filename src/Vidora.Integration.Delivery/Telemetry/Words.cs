using System.Globalization;

namespace Vidora.Integration.Delivery.Telemetry;

/// <summary>Writes counts and times in sentences.</summary>
internal static class Words
{
    /// <summary>Returns a number with groups, such as <c>1,204</c>.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Returns a count with its noun, such as <c>1,204 events</c>.</summary>
    public static string Count(long count, string singular, string plural) => $"{Number(count)} {(count == 1 ? singular : plural)}";

    /// <summary>Returns the text with a capital first letter.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Returns a time in UTC, such as <c>2026-03-01 12:00:00Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
