using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>Limits the size and the depth of a document. A document over a limit is an error of this document alone.</summary>
public sealed class MParticleReadLimits
{
    /// <summary>Gets the default limits.</summary>
    public static MParticleReadLimits Default { get; } = new();

    internal const int GreatestDepth = 1000;

    /// <summary>Gets how many levels objects and lists may be nested, 1 to 1000. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Throws when the value is not 1 to 1000.</exception>
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

    /// <summary>Gets the most bytes of a document, 1 to 4 MiB. Default: 4 MiB.</summary>
    /// <remarks>mParticle's own batches stay below 256 KB.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Throws when the value is not 1 to 4 MiB.</exception>
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
