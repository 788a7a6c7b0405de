namespace Vidora.Integration.Delivery;

/// <summary>Says what the import of a folder does.</summary>
internal enum PredictionFolderState
{
    /// <summary>The host has not started, or has stopped.</summary>
    NotRunning,

    /// <summary>Waits for the next export.</summary>
    Idle,

    /// <summary>Applies an export.</summary>
    Applying,

    /// <summary>Waits, because the setup is wrong. Retries at growing intervals.</summary>
    Paused,

    /// <summary>Waits, because mParticle or a disk fails. Retries at growing intervals.</summary>
    Waiting,
}
