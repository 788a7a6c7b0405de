using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>How large and how deep a document may be. What is over a limit is an error of that document alone.</summary>
public sealed class MParticleReadLimits
{
    /// <summary>The limits that are used when none are given.</summary>
    public static MParticleReadLimits Default { get; } = new();

    internal const int GreatestDepth = 1000;

    /// <summary>How many levels objects and lists may be nested, 1 to 1000. Default 64 (our choice).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 1000.</exception>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GreatestDepth);
            field = value;
        }
    } = 64;

    /// <summary>
    /// How many bytes one document may have, 1 to 4 MiB. Default 4 MiB (our choice; mParticle's own batches stay below
    /// 256 KB).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 4 MiB.</exception>
    public int MaxDocumentBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, JsonPosition.MaxDocumentBytes);
            field = value;
        }
    } = JsonPosition.MaxDocumentBytes;
}
