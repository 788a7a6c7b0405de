using System.Globalization;

namespace Vidora.Integration.Pipelines.Definitions;

/// <summary>Writes numbers and suggestions in sentences.</summary>
internal static class Phrase
{
    private const int MaxSuggestions = 3;

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Returns a count with its noun, such as <c>1,204 users</c>.</summary>
    public static string Count(long count, string singular, string? plural = null) => $"{Number(count)} {(count == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>Returns a share with one decimal, such as <c>7.8 %</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Decimal(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns a sentence with the names nearest to a misspelt one; empty without any name.</summary>
    public static string Nearest(string name, IEnumerable<string> known)
    {
        var best = known.Distinct(StringComparer.Ordinal)
            .Select(candidate => (candidate, Distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(MaxSuggestions).Select(pair => $"\"{pair.candidate}\"").ToList();
        return best.Count == 0 ? "" : $" The nearest are {string.Join(", ", best)}.";
    }

    /// <summary>Counts the letters to insert, remove and replace; names of words in another order are near as well.</summary>
    private static double Distance(string one, string other)
    {
        var (before, row) = (new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            (before, row) = (row, before);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            }
        }

        var contains = one.Length > 2 && other.Length > 2 && (one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal));
        return row[other.Length] / (contains ? 4.0 : 1.0);
    }
}
