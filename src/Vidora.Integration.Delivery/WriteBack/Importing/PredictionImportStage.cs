using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>What a run does at the moment.</summary>
public enum PredictionImportStage
{
    /// <summary>Reads the whole export once, before anything is sent.</summary>
    Checking,

    /// <summary>Compares and writes.</summary>
    Writing,

    /// <summary>Waits for mParticle.</summary>
    Waiting,
}
