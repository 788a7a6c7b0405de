namespace Vidora.Integration.Client;

/// <summary>Counts the events that fit into one request, by number and bytes.</summary>
internal struct RequestRoom(int maxEvents, int maxBytes)
{
    private long _bytes = EventRequest.EnvelopeBytes;
    private int _events;

    /// <summary>Gets whether the request has the most events.</summary>
    public readonly bool IsFull => _events == maxEvents;

    /// <summary>Adds an event if it fits.</summary>
    public bool TryAdd(VidoraEvent item)
    {
        var bytes = _bytes + item.Utf8Json.Length + (_events > 0 ? 1 : 0);
        if (IsFull || bytes > maxBytes)
        {
            return false;
        }

        _bytes = bytes;
        _events++;
        return true;
    }
}
