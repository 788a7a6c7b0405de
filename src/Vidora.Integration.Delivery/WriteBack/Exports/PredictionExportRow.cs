using System.Globalization;

namespace Vidora.Integration.Delivery;

/// <summary>A row of an export: the values of a user, or the reason why it has none.</summary>
public sealed class PredictionExportRow
{
    private readonly string? _userId;

    internal PredictionExportRow(long line, string? userId, long mpid, PredictionNumber[] values, BadRowReason? problem, string? column)
    {
        Line = line;
        _userId = userId;
        Mpid = mpid;
        Values = values;
        Problem = problem;
        Column = column;
    }

    /// <summary>The line of the file, from 1; the header is line 1.</summary>
    public long Line { get; }

    /// <summary>The user id as the file writes it, cut after 100 characters; empty when there is none.</summary>
    public string UserId => _userId ?? Mpid.ToString(CultureInfo.InvariantCulture);

    /// <summary>The user id; 0 when it is none.</summary>
    public long Mpid { get; }

    /// <summary>One value for each of <see cref="PredictionExportReader.Columns"/>; empty when the row is bad.</summary>
    public IReadOnlyList<PredictionNumber> Values { get; }

    /// <summary>Why the row is bad; null when it is not.</summary>
    public BadRowReason? Problem { get; }

    /// <summary>The title of the column with the bad value; null when it is not about one.</summary>
    public string? Column { get; }
}
