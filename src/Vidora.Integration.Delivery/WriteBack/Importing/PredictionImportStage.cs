namespace Vidora.Integration.Delivery;

/// <summary>Says what an import does now.</summary>
public enum PredictionImportStage
{
    /// <summary>Reads the whole export before anything is sent.</summary>
    Checking,

    /// <summary>Compares rows and sends changed ones.</summary>
    Writing,

    /// <summary>Waits for mParticle.</summary>
    Waiting,
}
