using System.Globalization;

namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>Says why a row of an export is not applied.</summary>
internal enum BadRowReason
{
    FieldCount,
    Quotes,
    Nul,
    CutOff,
    UserId,
    NotANumber,
    OutOfRange,
    DuplicateUser,
}

/// <summary>Holds a row of an export: a user's values, or a problem.</summary>
internal sealed class PredictionExportRow(
    long line, string? userId, long mpid, IReadOnlyList<PredictionNumber> values, BadRowReason? problem, string? column)
{
    /// <summary>Gets the line of the file, from 1. The header is line 1.</summary>
    public long Line => line;

    /// <summary>Gets the user id as in the file, cut after 100 characters; empty when there is none.</summary>
    public string UserId => userId ?? mpid.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets the user id; 0 when it is none.</summary>
    public long Mpid => mpid;

    /// <summary>Gets a value for each column; empty when the row is bad.</summary>
    public IReadOnlyList<PredictionNumber> Values => values;

    /// <summary>Gets why the row is bad; null when it is not.</summary>
    public BadRowReason? Problem => problem;

    /// <summary>Gets the title of the column with the bad value; null when there is none.</summary>
    public string? Column => column;

    /// <summary>Gets the problem in words.</summary>
    public string Description => problem switch
    {
        BadRowReason.FieldCount => "wrong number of fields",
        BadRowReason.Quotes => "a quote where none can be",
        BadRowReason.Nul => "a NUL in a value",
        BadRowReason.CutOff => "the last line has no line end, so it may be cut off",
        BadRowReason.UserId => "the user id is not a 64-bit integer in plain form",
        BadRowReason.NotANumber => $"{column}: not a finite number",
        BadRowReason.OutOfRange => $"{column}: out of range",
        _ => "the user id was in an earlier row",
    };
}
