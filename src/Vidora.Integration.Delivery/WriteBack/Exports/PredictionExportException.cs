namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>Reports an export that cannot be used as a whole. The message is one line.</summary>
internal sealed class PredictionExportException : Exception
{
    public PredictionExportException(string message, Exception? innerException = null)
        : base(OneLine.Of(message), innerException) => Kind = ExportAnomalyKind.Unreadable;

    public PredictionExportException(ExportAnomalyKind kind, string message)
        : base(OneLine.Of(message)) => Kind = kind;

    public ExportAnomalyKind Kind { get; }
}
