using System.Collections.Immutable;
using System.Globalization;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Finds users that are erased, by the account's store.</summary>
/// <param name="store">The store; null when the account has none.</param>
internal sealed class ErasedUsers(DeliveryStore? store)
{
    private const int PageSize = 1_000;

    private Guid _newest;
    private long _forgotten;

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
        if (store is null || store.ForgottenUsers is var forgotten && forgotten == _forgotten)
        {
            return;
        }

        var all = await store.GetErasuresAsync(limit: int.MaxValue, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (all.Count > 0 && all[0].RequestId != _newest)
        {
            state.Forget(Mpids(all.TakeWhile(erasure => erasure.RequestId != _newest).SelectMany(erasure => erasure.UserIds)));
            _newest = all[0].RequestId;
        }

        if (forgotten > all.SelectMany(erasure => erasure.UserIds).Distinct(StringComparer.Ordinal).Count())
        {
            await RemoveForgottenElsewhereAsync(state, cancellationToken).ConfigureAwait(false);
        }

        _forgotten = forgotten;
    }

    /// <summary>Removes users that another process has forgotten. The store has their hashes only, so every user of the file is looked up.</summary>
    private async Task RemoveForgottenElsewhereAsync(PredictionState state, CancellationToken cancellationToken)
    {
        IReadOnlyList<(int Series, long Mpid)> page;
        var last = (Series: 0, Mpid: long.MinValue);
        while ((page = state.List(last.Series, last.Mpid, PageSize)).Count > 0)
        {
            var erased = await FindAsync(page.Select(row => row.Mpid), cancellationToken).ConfigureAwait(false);
            if (erased.Count > 0)
            {
                state.Forget(erased);
            }

            last = page[^1];
        }
    }

    private static IEnumerable<long> Mpids(IEnumerable<string> users) => users
        .Select(user => long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) ? mpid : 0)
        .Where(mpid => mpid != 0);
}
