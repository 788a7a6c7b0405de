using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>Describes one event of a <see cref="MappingTrace"/>.</summary>
internal sealed class TracedEvent
{
    /// <summary>Gets the index of the event in the batch; null for a system notification.</summary>
    public required int? EventIndex { get; init; }

    /// <summary>Gets the index of the system notification, as issues count them.</summary>
    public required int NotificationIndex { get; init; }

    /// <summary>Gets the value that the event's type is or means; absent when the type follows from mParticle's type.</summary>
    public required JsonPosition Type { get; init; }

    /// <summary>Gets or sets where the context begins in the buffer.</summary>
    public int ContextStart { get; set; }
}
