using System.Collections;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator;

/// <summary>
/// The events that the emulated Vidora has accepted and still keeps, in the order in which they came. Enumerating copies
/// them as it goes; events that come meanwhile are seen too.
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

    /// <summary>How many there are now.</summary>
    public int Count => (int)_store.CountKept(_query);

    /// <summary>The events that were not accepted; each says why in <see cref="ReceivedEvent.Problems"/>.</summary>
    public ReceivedEvents Invalid => new(_store, _query with { Accepted = false });

    /// <summary>Those of one user.</summary>
    /// <param name="userId">The <c>user_id</c>, compared ordinally.</param>
    public ReceivedEvents OfUser(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return new(_store, _query with { UserId = userId });
    }

    /// <summary>Those of one type.</summary>
    /// <param name="type">The <c>type</c>, compared ordinally.</param>
    public ReceivedEvents OfType(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(_store, _query with { Type = type });
    }

    /// <inheritdoc/>
    public IEnumerator<ReceivedEvent> GetEnumerator()
    {
        var query = _query;
        var page = new List<ReceivedEvent>();
        while (true)
        {
            var next = _store.Find(query, PageSize, page);
            foreach (var received in page)
            {
                yield return received;
            }

            if (next is null)
            {
                yield break;
            }

            query = query with { After = next.Value };
            page.Clear();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
