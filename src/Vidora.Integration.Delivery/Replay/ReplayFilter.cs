using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Selects the events that are sent.</summary>
internal sealed class ReplayFilter
{
    private readonly DateTimeOffset? _from;
    private readonly DateTimeOffset? _to;
    private readonly FrozenSet<string> _types;
    private readonly FrozenSet<long> _users;

    public ReplayFilter(ReplayOptions options)
    {
        _from = options.From;
        _to = options.To;
        _types = options.Types.ToFrozenSet(StringComparer.Ordinal);
        _users = options.Users.ToFrozenSet();
        Key = KeyOf(options);
    }

    /// <summary>Gets a hash that identifies the filter without naming users.</summary>
    public string Key { get; }

    public bool Takes(MParticleBatch batch) => _users.Count == 0 || (batch.Mpid is { } mpid && _users.Contains(mpid));

    /// <summary>Returns why the event is left out. Returns null when it is sent.</summary>
    public string? FindReason(VidoraEvent item)
    {
        if ((_from is not null || _to is not null) && !(item.Timestamp is { } time && !(time < _from) && !(time >= _to)))
        {
            return "time_filter";
        }

        return _types.Count == 0 || _types.Contains(item.Type) || _types.Contains(item["event_type"]?.ToString() ?? "") ? null : "type_filter";
    }

    private static string KeyOf(ReplayOptions options)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.From?.UtcTicks}/{options.To?.UtcTicks}/{string.Join('\n', options.Types.Order(StringComparer.Ordinal))}/")
            + string.Join(',', options.Users.Order().Select(user => user.ToString(CultureInfo.InvariantCulture)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
