namespace Vidora.Integration.Mapping;

/// <summary>Describes one event of a <see cref="MappingTrace"/>.</summary>
internal sealed class TracedEvent
{
    /// <summary>Gets the event or system notification that it was made of, as issues name it: <c>events[0]</c>.</summary>
    public required string Input { get; init; }

    /// <summary>Gets the position of the value that the event's type means; null when it follows from mParticle's type.</summary>
    public required int? Type { get; init; }

    /// <summary>Gets or sets where the context begins in the buffer.</summary>
    public int ContextStart { get; set; }
}
