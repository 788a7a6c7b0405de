namespace Vidora.Integration.Emulator;

/// <summary>How often a batch pipeline runs (Vidora documentation).</summary>
public enum PipelineSchedule
{
    /// <summary>Only when asked; the pipeline is not recurring.</summary>
    Once,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every seven days.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,
}
