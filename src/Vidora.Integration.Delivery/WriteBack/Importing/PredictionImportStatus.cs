namespace Vidora.Integration.Delivery;

/// <summary>Says how an import ended.</summary>
public enum PredictionImportStatus
{
    /// <summary>Settled every row. Bad and rejected rows are counted.</summary>
    Completed,

    /// <summary>Sent nothing, because the export as a whole looks wrong.</summary>
    Stopped,

    /// <summary>
    /// Ended early, because key, secret or host is wrong, or mParticle rejects every user. Accepted values stay; the same run
    /// continues when that is corrected.
    /// </summary>
    Paused,

    /// <summary>Ended early, because mParticle accepted nothing for too long. Accepted values stay; the same run continues later.</summary>
    Interrupted,
}
