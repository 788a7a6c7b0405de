using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>
/// Collects the events that one transaction appends, and writes a row when it is full: callers that wait together share not only an
/// fsync but rows.
/// </summary>
internal sealed class AppendedRow(SqliteSession session)
{
    private readonly List<ReadOnlyMemory<byte>> _events = [];
    private readonly List<string> _users = [];
    private long _id;
    private long _acceptedAt;
    private long _size;
    private string? _trace;
    private bool _canGrow;

    /// <summary>Adds an event, whose number follows that of the event before.</summary>
    /// <param name="item">The event.</param>
    /// <param name="user">Its user.</param>
    /// <param name="id">Its number.</param>
    /// <param name="now">When it was accepted, in milliseconds since 1970.</param>
    /// <param name="trace">The trace context that it came in; null when that was not recorded.</param>
    public void Add(VidoraEvent item, string user, long id, long now, string? trace)
    {
        var canShare = EventRow.CanShare(user, item.Utf8Json.Span);
        if (!canShare || !_canGrow || trace != _trace || _events.Count == EventRow.MaxEvents || _size + item.Utf8Json.Length > EventRow.MaxBytes)
        {
            Write();
        }

        if (_events.Count == 0)
        {
            (_id, _acceptedAt, _trace, _canGrow) = (id, now, trace, canShare);
        }

        _events.Add(item.Utf8Json);
        _users.Add(user);
        _size += item.Utf8Json.Length;
    }

    /// <summary>Writes the events that were collected, before a statement that could need them and before the commit.</summary>
    public void Write()
    {
        if (_events.Count == 0)
        {
            return;
        }

        EventTable.Insert(session, new EventRow
        {
            Id = _id,
            Attempts = 0,
            AcceptedAt = _acceptedAt,
            Due = _acceptedAt,
            Users = EventRow.JoinUsers(_users),
            Trace = _trace,
            Events = _events,
        });
        _events.Clear();
        _users.Clear();
        _size = 0;
    }
}
