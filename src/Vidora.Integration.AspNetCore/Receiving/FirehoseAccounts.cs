using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Says which account of this host a Firehose message is for. A message never brings an account with it: its settings can only
/// name one that is registered here.
/// </summary>
internal sealed class FirehoseAccounts
{
    public const string KeySetting = "apiKey";
    public const string SecretSetting = "apiSecret";

    private readonly Lazy<VidoraForwarder> _host;
    private readonly Lazy<IReadOnlyList<Entry>>? _all;

    /// <param name="provider">Where the accounts are registered. They are resolved when the first request comes.</param>
    /// <param name="account">The endpoint's own account.</param>
    /// <param name="key">Whose key counts.</param>
    public FirehoseAccounts(IServiceProvider provider, string account, FirehoseAccountKey key)
    {
        _host = new(() => account.Length == 0
            ? provider.GetRequiredService<VidoraForwarder>()
            : provider.GetRequiredKeyedService<VidoraForwarder>(account));
        _all = key is FirehoseAccountKey.FromSettings ? new(() => FindAll(provider)) : null;
    }

    public VidoraForwarder Host => _host.Value;

    /// <summary>The account that a message is for; null when its settings are those of none.</summary>
    public VidoraForwarder? Find(FirehoseAccount? account)
    {
        if (_all is null)
        {
            return Host;
        }

        var settings = account?.Settings;
        var key = AuthorizationCheck.Hash(settings?.GetValueOrDefault(KeySetting)?.Trim() ?? "");
        var secret = AuthorizationCheck.Hash(settings?.GetValueOrDefault(SecretSetting)?.Trim() ?? "");
        VidoraForwarder? found = null;
        foreach (var entry in _all.Value)
        {
            // Every account is compared to its end, so that the time taken says nothing about keys.
            var matches = CryptographicOperations.FixedTimeEquals(entry.Key, key)
                & (entry.Secret is null || CryptographicOperations.FixedTimeEquals(entry.Secret, secret));
            found = matches ? found ?? entry.Forwarder : found;
        }

        return found;
    }

    /// <summary>
    /// The accounts that an erasure is for: the one that the message names, or every one when it names none, because mParticle's
    /// erasures may come without an account and an MPID is nobody else's. Empty when it names one that is unknown.
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
                   AuthorizationCheck.Hash(account.ApiKey!),
                   string.IsNullOrEmpty(account.ApiSecret) ? null : AuthorizationCheck.Hash(account.ApiSecret)),
        ];
    }

    private sealed record Entry(VidoraForwarder Forwarder, byte[] Key, byte[]? Secret);
}
