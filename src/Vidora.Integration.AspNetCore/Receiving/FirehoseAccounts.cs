using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Finds the account of this host that a Firehose message is for. The settings of a message can only select a registered account;
/// they bring no address, key or secret.
/// </summary>
internal sealed class FirehoseAccounts
{
    public const string KeySetting = "apiKey";
    public const string SecretSetting = "apiSecret";

    private readonly Lazy<VidoraForwarder> _host;
    private readonly Lazy<IReadOnlyList<Entry>>? _all;

    /// <param name="provider">Has the accounts. The first request resolves them.</param>
    /// <param name="account">The endpoint's own account.</param>
    /// <param name="key">Says how a message selects its account.</param>
    public FirehoseAccounts(IServiceProvider provider, string account, FirehoseAccountKey key)
    {
        _host = new(() => provider.GetRequiredKeyedService<VidoraForwarder>(account.Length == 0 ? null : account));
        _all = key is FirehoseAccountKey.FromSettings ? new(() => FindAll(provider)) : null;
    }

    public VidoraForwarder Host => _host.Value;

    /// <summary>Returns the account that a message is for, or null when its settings match none.</summary>
    public VidoraForwarder? Find(FirehoseAccount? account)
    {
        if (_all is null)
        {
            return Host;
        }

        var settings = account?.Settings;
        var key = AuthorizationCheck.Hash(settings?.GetValueOrDefault(KeySetting));
        var secret = AuthorizationCheck.Hash(settings?.GetValueOrDefault(SecretSetting));
        VidoraForwarder? found = null;
        foreach (var entry in _all.Value)
        {
            // Compares every account in full, so that the duration tells nothing about keys.
            var matches = CryptographicOperations.FixedTimeEquals(entry.Key, key)
                & (entry.Secret is null || CryptographicOperations.FixedTimeEquals(entry.Secret, secret));
            found = matches ? found ?? entry.Forwarder : found;
        }

        return found;
    }

    /// <summary>
    /// Returns the accounts that an erasure is for: the account that the message names, or all accounts when it names none. Erasures
    /// of mParticle may come without an account, and an MPID means the same user everywhere. Returns none for an unknown account.
    /// </summary>
    public IReadOnlyList<VidoraForwarder> FindForErasure(FirehoseAccount? account)
    {
        if (_all is not null && string.IsNullOrWhiteSpace(account?.Settings.GetValueOrDefault(KeySetting)))
        {
            return [.. _all.Value.Select(entry => entry.Forwarder)];
        }

        return Find(account) is { } forwarder ? [forwarder] : [];
    }

    private static List<Entry> FindAll(IServiceProvider provider)
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
                   forwarder,
                   AuthorizationCheck.Hash(account.ApiKey),
                   string.IsNullOrEmpty(account.ApiSecret) ? null : AuthorizationCheck.Hash(account.ApiSecret)),
        ];
    }

    private sealed record Entry(VidoraForwarder Forwarder, byte[] Key, byte[]? Secret);
}
