namespace Vidora.Integration.Delivery;

/// <summary>What the import of a folder does.</summary>
public enum PredictionFolderState
{
    /// <summary>The host has not started it, or has stopped it.</summary>
    NotRunning,

    /// <summary>There is nothing to apply.</summary>
    Idle,

    /// <summary>An export is being applied.</summary>
    Applying,

    /// <summary>The setup is wrong; it is tried again now and then.</summary>
    Paused,

    /// <summary>Something does not work at the moment: mParticle, the disk; it is tried again.</summary>
    Waiting,
}
