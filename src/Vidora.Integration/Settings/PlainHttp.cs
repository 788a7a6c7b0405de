namespace Vidora.Integration.Settings;

/// <summary>Decides where keys may travel over http: on this machine, and elsewhere when it is asked for by name.</summary>
internal static class PlainHttp
{
    private static readonly string[] _known = ["vidora.com", "mparticle.com"];

    /// <summary>Returns whether an address is https, or may be http.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isAllowed">Whether http beyond loopback is asked for.</param>
    public static bool Permits(Uri address, bool isAllowed) =>
        address.Scheme == "https" || (address.Scheme == "http" && (address.IsLoopback || (isAllowed && !IsKnown(address))));

    /// <summary>Returns whether the host belongs to Vidora or mParticle, to which no key is ever sent over http.</summary>
    public static bool IsKnown(Uri address)
    {
        var host = address.IdnHost.TrimEnd('.');
        return _known.Any(known => host.Equals(known, StringComparison.OrdinalIgnoreCase) || host.EndsWith('.' + known, StringComparison.OrdinalIgnoreCase));
    }
}
