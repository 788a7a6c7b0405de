namespace Vidora.Integration.Emulator;

/// <summary>How the last run of a pipeline went (Vidora Pipelines API).</summary>
public enum PipelineStatus
{
    /// <summary>A run has not ended. On the wire <c>running</c>.</summary>
    Running,

    /// <summary>The last run ended well, or there was none yet. On the wire <c>complete</c>.</summary>
    Complete,

    /// <summary>The last run failed. On the wire <c>failed</c>.</summary>
    Failed,
}
