namespace Vidora.Integration.Emulator;

/// <summary>Says how often a pipeline runs (Vidora documentation).</summary>
public enum PipelineSchedule
{
    /// <summary>Runs on request only; the pipeline is not recurring.</summary>
    Once,

    /// <summary>Runs every day.</summary>
    Daily,

    /// <summary>Runs every seven days.</summary>
    Weekly,

    /// <summary>Runs every month.</summary>
    Monthly,
}
