using Vidora.Integration.Events;

namespace Vidora.Integration.Mapping;

/// <summary>What became of a batch.</summary>
public sealed class MappingResult
{
    internal MappingResult(VidoraEventBuffer buffer)
    {
        var json = new byte[buffer.ByteCount];
        var events = new VidoraEvent[buffer.Count];
        var position = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var bytes = buffer[i];
            bytes.CopyTo(json.AsMemory(position));
            events[i] = VidoraEvent.FromTrustedJson(json.AsMemory(position, bytes.Length));
            position += bytes.Length;
        }

        Events = events;
        Issues = [.. buffer.Issues];
        InputEvents = buffer.InputEvents;
        ForwardedInputEvents = buffer.ForwardedInputEvents;
    }

    /// <summary>The Vidora events, in the order of the batch.</summary>
    public IReadOnlyList<VidoraEvent> Events { get; }

    /// <summary>What there is to report.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; }

    /// <summary>How many events the batch had, changes of consent included.</summary>
    public int InputEvents { get; }

    /// <summary>How many of them were forwarded, each as one Vidora event or more.</summary>
    public int ForwardedInputEvents { get; }
}
