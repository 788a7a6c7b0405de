namespace Vidora.Integration;

/// <summary>What became of a batch.</summary>
public sealed class MappingResult
{
    internal MappingResult(VidoraEventBuffer buffer)
    {
        var json = buffer.Utf8JsonArray.ToArray();
        var events = new VidoraEvent[buffer.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var (start, length) = buffer.Extent(i);
            events[i] = VidoraEvent.FromTrustedJson(json.AsMemory(start, length));
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
