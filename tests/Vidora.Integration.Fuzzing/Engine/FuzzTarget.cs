namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>Something that takes bytes from outside, and what must hold for all of them.</summary>
internal abstract class FuzzTarget : IDisposable
{
    public abstract string Name { get; }

    /// <summary>Inputs to begin with.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>
    /// How many bytes at the front of an input choose how the rest is given (headers, pieces, options). The rest is the
    /// document, which the mutations of JSON change.
    /// </summary>
    public virtual int ControlBytes => 0;

    /// <summary>Words of this target's format that are put into inputs.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>
    /// Gives the input to the code. Documented exceptions are caught; every other one is a finding, as is a
    /// <see cref="FuzzViolationException"/> for a law that does not hold.
    /// </summary>
    /// <returns>Whether the input was taken for good: that says whether a run gets anywhere.</returns>
    public abstract bool Run(byte[] input);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
