using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Finds the account of this host that a Firehose message is for. The settings of a message can only select a registered account;
/// they bring no address, key or secret.
/// </summary>
/// <param name="provider">Has the accounts. The first request resolves them.</param>
/// <param name="host">The endpoint's own account.</param>
/// <param name="logger">Gets what an operator must know.</param>
internal sealed class RegisteredAccounts(IServiceProvider provider, Func<FirehoseTarget> host, ILogger logger) : FirehoseAccounts(host)
{
    private readonly Lazy<IReadOnlyList<Entry>> _all = new(() => FindAll(provider, logger));

    public override bool AreSelected => true;

    public override FirehoseTarget? Find(FirehoseAccount? account)
    {
        var settings = account?.Settings;
        var key = Credentials.Hash(settings?.GetValueOrDefault(KeySetting));
        var secret = Credentials.Hash(settings?.GetValueOrDefault(SecretSetting));
        FirehoseTarget? found = null;
        foreach (var entry in _all.Value)
        {
            // Compares every account in full, so that the duration tells nothing about keys.
            var matches = CryptographicOperations.FixedTimeEquals(entry.Key, key)
                & (entry.Secret is null || CryptographicOperations.FixedTimeEquals(entry.Secret, secret));
            found = matches ? found ?? entry.Target : found;
        }

        return found;
    }

    /// <summary>
    /// Returns the accounts that an erasure is for: the account that the message names, or all accounts when it names none. Erasures
    /// of mParticle may come without an account, and an MPID means the same user everywhere. Returns none for an unknown account.
    /// </summary>
    public override IReadOnlyList<FirehoseTarget> FindForErasure(FirehoseAccount? account) =>
        string.IsNullOrWhiteSpace(account?.Settings.GetValueOrDefault(KeySetting))
            ? [.. _all.Value.Select(entry => entry.Target)]
            : base.FindForErasure(account);

    private static List<Entry> FindAll(IServiceProvider provider, ILogger logger)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>();
        IEnumerable<VidoraForwarder> forwarders =
            [.. provider.GetServices<VidoraForwarder>(), .. provider.GetKeyedServices<VidoraForwarder>(KeyedService.AnyKey)];
        return
        [
            .. from forwarder in forwarders
               orderby forwarder.Account
               let account = options.Get(forwarder.Account)
               where !string.IsNullOrEmpty(account.ApiKey)
               select new Entry(
                   new ForwarderTarget(forwarder, logger),
                   Credentials.Hash(account.ApiKey),
                   string.IsNullOrEmpty(account.ApiSecret) ? null : Credentials.Hash(account.ApiSecret)),
        ];
    }

    private sealed record Entry(FirehoseTarget Target, byte[] Key, byte[]? Secret);
}
