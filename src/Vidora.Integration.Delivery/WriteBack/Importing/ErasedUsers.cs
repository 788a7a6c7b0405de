using System.Collections.Immutable;
using System.Globalization;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Finds users that are erased, by the account's store.</summary>
/// <param name="store">The store; null when the account has none.</param>
internal sealed class ErasedUsers(DeliveryStore? store)
{
    private Guid _newest;

    /// <summary>Returns those of the users that are erased.</summary>
    public async Task<IReadOnlySet<long>> FindAsync(IEnumerable<long> mpids, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return ImmutableHashSet<long>.Empty;
        }

        var erased = await store
            .GetForgottenAsync([.. mpids.Select(mpid => mpid.ToString(CultureInfo.InvariantCulture))], cancellationToken)
            .ConfigureAwait(false);
        return erased.Count == 0 ? ImmutableHashSet<long>.Empty : Mpids(erased).ToHashSet();
    }

    /// <summary>Removes the users of new erasures from the state file.</summary>
    /// <remarks>The accepted values of an erased user are data about that user, also when no later export has the user.</remarks>
    public async Task RemoveFromAsync(PredictionState state, CancellationToken cancellationToken)
    {
        if (store is null
            || await store.GetErasuresAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false) is not [var newest, ..]
            || newest.RequestId == _newest)
        {
            return;
        }

        var all = await store.GetErasuresAsync(limit: int.MaxValue, cancellationToken: cancellationToken).ConfigureAwait(false);
        state.Forget(Mpids(all.TakeWhile(erasure => erasure.RequestId != _newest).SelectMany(erasure => erasure.UserIds)));
        _newest = newest.RequestId;
    }

    private static IEnumerable<long> Mpids(IEnumerable<string> users) => users
        .Select(user => long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) ? mpid : 0)
        .Where(mpid => mpid != 0);
}
