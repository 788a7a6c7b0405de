using System.Globalization;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Formats times and numbers for pages, attributes and addresses.</summary>
internal static class Format
{
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string DateAndClock(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>Formats a number for an axis: 950, 1.2k, 3M.</summary>
    public static string Short(double value) => value switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.#", CultureInfo.InvariantCulture) + "M",
        >= 1_000 => (value / 1_000).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats how old something is: <c>3 days</c>, <c>5 hours</c>, <c>under a minute</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => Count((long)age.TotalDays, "day"),
        { TotalHours: >= 1 } => Count((long)age.TotalHours, "hour"),
        { TotalMinutes: >= 1 } => Count((long)age.TotalMinutes, "minute"),
        _ => "under a minute",
    };

    /// <summary>Formats a score with all its digits.</summary>
    public static string Score(double score) => score.ToString("0.000000", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Returns a query of the parameters that have a value.</summary>
    public static string Query(params (string Name, string? Value)[] parameters)
    {
        var query = string.Join('&', parameters
            .Where(parameter => !string.IsNullOrEmpty(parameter.Value))
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    private static string Count(long count, string unit) => $"{Plain(count)} {unit}{(count == 1 ? "" : "s")}";
}
