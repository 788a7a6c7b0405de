namespace Vidora.Integration.Mapping;

/// <summary>
/// Records where the fields of the events come from, while the mapper writes them. Hosts map without it. Positions mean the
/// document that the batch was read from.
/// </summary>
internal sealed class MappingTrace
{
    /// <summary>Gets the sources of the context, by their place in the context.</summary>
    public FieldSources Context { get; } = new();

    /// <summary>Gets the sources of the events' other fields, by their place in the buffer.</summary>
    public FieldSources Fields { get; } = new();

    /// <summary>
    /// Gets for each event its input as issues name it (<c>events[0]</c>), the position of the value that its type means (null
    /// when the type follows from mParticle's type), and where the context begins in the buffer (at the end when it was left out).
    /// </summary>
    public List<(string Input, int? Type, int ContextStart)> Events { get; } = [];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Context.Clear();
        Fields.Clear();
        Events.Clear();
    }
}
