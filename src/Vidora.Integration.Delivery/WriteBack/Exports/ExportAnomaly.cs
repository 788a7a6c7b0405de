namespace Vidora.Integration.Delivery;

/// <summary>Something that looks wrong about an export as a whole.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">The same in a sentence, with the numbers.</param>
public sealed record ExportAnomaly(ExportAnomalyKind Kind, string Message)
{
    /// <summary>Whether a run may go on when it is told to.</summary>
    public bool CanBeAccepted => Kind is not (
        ExportAnomalyKind.Unreadable or ExportAnomalyKind.UserColumn or ExportAnomalyKind.NoColumns or ExportAnomalyKind.ColumnName);
}
