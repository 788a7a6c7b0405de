namespace Vidora.Integration.Delivery;

/// <summary>Describes an anomaly of an export as a whole.</summary>
public sealed class ExportAnomaly
{
    internal ExportAnomaly(ExportAnomalyKind kind, string message)
    {
        Kind = kind;
        Message = message;
    }

    /// <summary>Gets the kind.</summary>
    internal ExportAnomalyKind Kind { get; }

    /// <summary>Gets the anomaly in a sentence, with its numbers.</summary>
    public string Message { get; }

    /// <summary>Gets whether <c>AcceptAnomalies</c> accepts it.</summary>
    public bool CanBeAccepted => Kind is not (
        ExportAnomalyKind.Unreadable or ExportAnomalyKind.UserColumn or ExportAnomalyKind.NoColumns or ExportAnomalyKind.ColumnName);
}
