namespace Vidora.Integration.Client;

/// <summary>A run of events that goes into one request: <c>{"data":[…]}</c>.</summary>
/// <param name="Start">The index of its first event.</param>
/// <param name="Count">How many events; 0 when the event at <paramref name="Start"/> is too large for any request.</param>
internal readonly record struct EventRequest(int Start, int Count)
{
    private static readonly byte[] _head = "{\"data\":["u8.ToArray();
    private static readonly byte[] _tail = "]}"u8.ToArray();
    private static readonly byte[] _comma = ","u8.ToArray();

    /// <summary>Cuts events into requests, in order, by count and by bytes of the body.</summary>
    public static List<EventRequest> Split(IReadOnlyList<VidoraEvent> events, int maxEvents, int maxBytes)
    {
        var frame = _head.Length + _tail.Length;
        var requests = new List<EventRequest>();
        var start = 0;
        long bytes = frame;
        for (var i = 0; i < events.Count; i++)
        {
            var size = events[i].Utf8Json.Length;
            var tooLarge = frame + (long)size > maxBytes;
            var count = i - start;
            if (count > 0 && (tooLarge || count == maxEvents || bytes + _comma.Length + size > maxBytes))
            {
                requests.Add(new EventRequest(start, count));
                start = i;
                bytes = frame;
            }

            if (tooLarge)
            {
                requests.Add(new EventRequest(i, 0));
                start = i + 1;
                continue;
            }

            bytes += (i > start ? _comma.Length : 0) + size;
        }

        if (start < events.Count)
        {
            requests.Add(new EventRequest(start, events.Count - start));
        }

        return requests;
    }

    public JsonPieces ToContent(IReadOnlyList<VidoraEvent> events)
    {
        var pieces = new List<ReadOnlyMemory<byte>>((Count * 2) + 1) { _head };
        for (var i = Start; i < Start + Count; i++)
        {
            if (i > Start)
            {
                pieces.Add(_comma);
            }

            pieces.Add(events[i].Utf8Json);
        }

        pieces.Add(_tail);
        return new JsonPieces(pieces);
    }
}
