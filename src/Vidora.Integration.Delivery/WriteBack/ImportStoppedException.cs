namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>Ends a run early from where it writes.</summary>
internal sealed class ImportStoppedException(PredictionImportStatus status, string sentence) : Exception(sentence)
{
    public PredictionImportStatus Status => status;
}
