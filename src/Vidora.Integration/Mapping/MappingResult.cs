using Vidora.Integration.Mapping;

namespace Vidora.Integration;

/// <summary>
/// Holds the Vidora events of a batch and the issues of mapping it. The events share one block of memory. Dispose the result
/// to reuse that block when you no longer need the events; without <see cref="Dispose"/> the garbage collector frees it.
/// </summary>
public sealed class MappingResult : IDisposable
{
    private readonly EventMemory? _memory;

    internal MappingResult(VidoraEventBuffer buffer)
    {
        var events = buffer.Count == 0 ? [] : new VidoraEvent[buffer.Count];
        if (events.Length > 0)
        {
            _memory = new EventMemory(buffer.Utf8JsonArray.Span);
            for (var i = 0; i < events.Length; i++)
            {
                var (start, length) = buffer.Extent(i);
                events[i] = VidoraEvent.FromTrustedJson(_memory.Memory.Slice(start, length));
            }
        }

        Events = events;
        Issues = buffer.Issues.Count == 0 ? Array.Empty<MappingIssue>() : [.. buffer.Issues];
        InputEvents = buffer.InputEvents;
        ForwardedInputEvents = buffer.ForwardedInputEvents;
    }

    /// <summary>Gets the Vidora events, in the order of the batch.</summary>
    public IReadOnlyList<VidoraEvent> Events { get; }

    /// <summary>Gets the issues, in the order of the batch.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; }

    /// <summary>Gets the number of events in the batch, changes of consent included.</summary>
    public int InputEvents { get; }

    /// <summary>Gets the number of them that were forwarded, each as one Vidora event or more.</summary>
    public int ForwardedInputEvents { get; }

    /// <summary>Reuses the memory of the events. Reading one of them afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => (_memory as IDisposable)?.Dispose();
}
