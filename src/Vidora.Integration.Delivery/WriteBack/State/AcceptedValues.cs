using System.Globalization;
using System.Text;

namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>
/// A user's accepted values as the state file keeps them, such as <c>1=0.81;2=0.93</c>: the number that the file gives a column, and
/// the value as it was written.
/// </summary>
internal static class AcceptedValues
{
    public static string Write(ReadOnlySpan<int> columns, IReadOnlyList<PredictionNumber> values, StringBuilder buffer)
    {
        buffer.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            Append(buffer, columns[i], values[i].ToString());
        }

        return buffer.ToString();
    }

    /// <summary>The value of a column; null when there is none.</summary>
    public static string? Find(string? text, int column)
    {
        foreach (var (number, value) in Read(text))
        {
            if (number == column)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The new values, and of the old ones those of other columns.</summary>
    public static string Merge(string? old, string now, ReadOnlySpan<int> columns, StringBuilder buffer)
    {
        buffer.Clear().Append(now);
        foreach (var (number, value) in Read(old))
        {
            if (!columns.Contains(number))
            {
                Append(buffer, number, value);
            }
        }

        return buffer.ToString();
    }

    private static void Append(StringBuilder buffer, int column, string value) =>
        buffer.Append(buffer.Length > 0 ? ";" : "").Append(CultureInfo.InvariantCulture, $"{column}=").Append(value);

    private static List<(int Column, string Value)> Read(string? text)
    {
        var entries = new List<(int, string)>();
        foreach (var entry in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            entries.Add((int.Parse(entry.AsSpan(0, equals), CultureInfo.InvariantCulture), entry[(equals + 1)..]));
        }

        return entries;
    }
}
