namespace Vidora.Integration.Client;

/// <summary>Builds the request for the first of some events: <c>{"data":[…]}</c>.</summary>
internal static class EventRequest
{
    /// <summary>The bytes of a body without events.</summary>
    public const int EnvelopeBytes = 11;

    private static readonly byte[] _head = "{\"data\":["u8.ToArray();
    private static readonly byte[] _tail = "]}"u8.ToArray();
    private static readonly byte[] _comma = ","u8.ToArray();

    /// <summary>Returns how many events, from the first, fit into one request; 0 when the first is too large alone.</summary>
    public static int CountThatFit(IReadOnlyList<VidoraEvent> events, int maxEvents, int maxBytes)
    {
        var room = new RequestRoom(maxEvents, maxBytes);
        var count = 0;
        while (count < events.Count && room.TryAdd(events[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>Returns the body with the first events.</summary>
    public static JsonPieces ToContent(IReadOnlyList<VidoraEvent> events, int count)
    {
        var pieces = new List<ReadOnlyMemory<byte>>((count * 2) + 1) { _head };
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                pieces.Add(_comma);
            }

            pieces.Add(events[i].Utf8Json);
        }

        pieces.Add(_tail);
        return new JsonPieces(pieces);
    }
}
