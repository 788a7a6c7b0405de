using System.Text;

namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>Reads and writes a user's accepted values as text, such as <c>score=0.81;percentile=0.93</c>.</summary>
internal static class AcceptedValues
{
    public static string Write(ReadOnlySpan<string> columns, IReadOnlyList<PredictionNumber> values, StringBuilder buffer)
    {
        buffer.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            Append(buffer, columns[i], values[i].ToString());
        }

        return buffer.ToString();
    }

    /// <summary>Returns the value of a column; null when there is none.</summary>
    public static string? Find(string? text, string column)
    {
        foreach (var entry in Split(text))
        {
            if (IsOf(column, entry))
            {
                return entry[(column.Length + 1)..];
            }
        }

        return null;
    }

    /// <summary>Returns whether each column has the same number, also when it is written in another form.</summary>
    public static bool AreSame(string? text, ReadOnlySpan<string> columns, IReadOnlyList<PredictionNumber> values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!PredictionNumber.TryParse(Find(text, columns[i]), out var value) || value != values[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the new values, and the old values of other columns.</summary>
    public static string Merge(string? old, string now, ReadOnlySpan<string> columns, StringBuilder buffer)
    {
        buffer.Clear().Append(now);
        foreach (var entry in Split(old))
        {
            var column = entry[..entry.IndexOf('=', StringComparison.Ordinal)];
            if (!columns.Contains(column))
            {
                Append(buffer, column, entry[(column.Length + 1)..]);
            }
        }

        return buffer.ToString();
    }

    private static void Append(StringBuilder buffer, string column, string value) =>
        buffer.Append(buffer.Length > 0 ? ";" : "").Append(column).Append('=').Append(value);

    private static string[] Split(string? text) => (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOf(string column, string entry) =>
        entry.Length > column.Length && entry[column.Length] == '=' && entry.StartsWith(column, StringComparison.Ordinal);
}
