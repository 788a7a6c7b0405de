using System.Collections;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator;

/// <summary>The production users that the emulated mParticle knows, in the order in which they became known.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class EmulatedUsers : IReadOnlyCollection<EmulatedUser>
{
    private const int PageSize = 500;

    private readonly UserStore _store;

    internal EmulatedUsers(UserStore store) => _store = store;

    /// <summary>How many there are now.</summary>
    public int Count => _store.Count(development: false);

    /// <summary>The user of that id; null when it is not known.</summary>
    /// <param name="mpid">The mParticle id.</param>
    public EmulatedUser? Find(long mpid) => _store.Find(mpid, development: false);

    /// <summary>The user of that id in the development environment; null when it is not known there.</summary>
    /// <param name="mpid">The mParticle id.</param>
    public EmulatedUser? FindInDevelopment(long mpid) => _store.Find(mpid, development: true);

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
}
