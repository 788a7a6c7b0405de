namespace Vidora.Integration.MParticle.Json;

/// <summary>How large and how deep a document may be. What is over a limit is an error of that document alone.</summary>
public sealed class MParticleReadLimits
{
    /// <summary>The limits that are used when none are given.</summary>
    public static MParticleReadLimits Default { get; } = new();

    /// <summary>How many levels objects and lists may be nested. Default 64 (our choice).</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many bytes one document may have. Default 4 MiB (our choice; mParticle's own batches stay below 256 KB).</summary>
    public int MaxDocumentBytes { get; init; } = 4 * 1024 * 1024;
}
