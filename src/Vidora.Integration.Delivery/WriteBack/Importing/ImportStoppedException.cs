namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Ends a run early from where it writes.</summary>
internal sealed class ImportStoppedException(PredictionImportStatus status, string sentence, DateTimeOffset? retryAt = null) : Exception(sentence)
{
    public PredictionImportStatus Status => status;

    /// <summary>When mParticle wants to be asked again; null when it did not say.</summary>
    public DateTimeOffset? RetryAt => retryAt;
}
