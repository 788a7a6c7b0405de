namespace Vidora.Integration.Pipelines;

/// <summary>Says how often a pipeline runs.</summary>
public enum PipelineSchedule
{
    /// <summary>When it is asked to.</summary>
    Once,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every seven days.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,
}
