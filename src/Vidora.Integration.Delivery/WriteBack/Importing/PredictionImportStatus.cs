namespace Vidora.Integration.Delivery;

/// <summary>How a run ended. A closed set of our own.</summary>
public enum PredictionImportStatus
{
    /// <summary>Every row is settled; rows that were bad or rejected are counted and reported.</summary>
    Completed,

    /// <summary>The export as a whole looks wrong. Nothing was sent.</summary>
    Stopped,

    /// <summary>
    /// Key, secret or host are wrong, or mParticle rejects everything. What was accepted stays; the same run goes on when that is
    /// corrected.
    /// </summary>
    Paused,

    /// <summary>mParticle did not take anything for too long. What was accepted stays; the same run goes on later.</summary>
    Interrupted,
}
