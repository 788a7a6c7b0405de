using System.Collections;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Lists the events that the emulated Vidora accepted and stores, oldest first. An enumeration reads pages, so it also
/// returns events that arrive meanwhile.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class ReceivedEvents : IReadOnlyCollection<ReceivedEvent>
{
    private const int PageSize = 500;

    private readonly EventStore _store;
    private readonly EventQuery _query;

    internal ReceivedEvents(EventStore store, EventQuery query)
    {
        _store = store;
        _query = query;
    }

    /// <summary>Gets the number of events.</summary>
    public int Count => (int)_store.CountKept(_query);

    /// <summary>Gets the invalid events; <see cref="ReceivedEvent.Problems"/> names the errors.</summary>
    public ReceivedEvents Invalid => new(_store, _query with { Accepted = false });

    /// <summary>Returns the events of one user.</summary>
    /// <param name="userId">The <c>user_id</c>, compared ordinally.</param>
    public ReceivedEvents OfUser(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return new(_store, _query with { UserId = userId });
    }

    /// <summary>Returns the events of one type.</summary>
    /// <param name="type">The <c>type</c>, compared ordinally.</param>
    public ReceivedEvents OfType(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(_store, _query with { Type = type });
    }

    /// <inheritdoc/>
    public IEnumerator<ReceivedEvent> GetEnumerator()
    {
        long? after = 0;
        while (after is not null)
        {
            var (events, next) = _store.Find(_query with { After = after.Value }, PageSize);
            foreach (var received in events)
            {
                yield return received;
            }

            after = next;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
