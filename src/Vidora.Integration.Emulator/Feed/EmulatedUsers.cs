using System.Collections;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator;

/// <summary>Lists the production users of the emulated mParticle in the order of their first batch.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class EmulatedUsers : IReadOnlyCollection<EmulatedUser>
{
    private const int PageSize = 500;

    private readonly UserStore _store;

    internal EmulatedUsers(UserStore store) => _store = store;

    /// <summary>Gets the number of users.</summary>
    public int Count => _store.Count(development: false);

    /// <summary>Returns a user. Returns null when the feed has not written it.</summary>
    /// <param name="mpid">The mParticle id.</param>
    public EmulatedUser? Find(long mpid) => _store.Find(mpid, development: false);

    /// <inheritdoc/>
    public IEnumerator<EmulatedUser> GetEnumerator()
    {
        long? after = 0;
        while (after is not null)
        {
            var (users, next) = _store.List(development: false, after.Value, PageSize);
            foreach (var user in users)
            {
                yield return user;
            }

            after = next;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns a user of the development environment.</summary>
    internal EmulatedUser? FindInDevelopment(long mpid) => _store.Find(mpid, development: true);
}
