using Vidora.Integration.Json;

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

    /// <summary>Gets the events, in the order of the buffer.</summary>
    public List<TracedEvent> Events { get; } = [];
}
