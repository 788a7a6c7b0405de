using System.Security.Cryptography;
using System.Text;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Compares values with the allowed ones. It compares hashes, and all of them, so that the duration tells nothing.</summary>
/// <param name="allowed">The allowed values. An empty list allows none.</param>
/// <param name="scheme">The scheme before the value in a header, or null when the values are whole headers.</param>
internal sealed class Credentials(IEnumerable<string> allowed, string? scheme = null)
{
    private readonly byte[][] _allowed = [.. allowed.Select(Hash)];

    public bool IsEmpty => _allowed.Length == 0;

    /// <summary>Returns whether a header has the scheme and an allowed value.</summary>
    public bool Allows(string? header) => header is not null && (scheme is null || TryRemoveScheme(ref header, scheme)) && Knows(header);

    /// <summary>Returns whether a value is allowed.</summary>
    public bool Knows(string? value)
    {
        var given = Hash(value);
        var found = false;
        foreach (var known in _allowed)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, given);
        }

        return found;
    }

    public static byte[] Hash(string? value) => SHA256.HashData(Encoding.UTF8.GetBytes(value?.Trim() ?? ""));

    private static bool TryRemoveScheme(ref string value, string scheme)
    {
        value = value.Trim();
        if (value.Length <= scheme.Length
            || !value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            || !char.IsWhiteSpace(value[scheme.Length]))
        {
            return false;
        }

        value = value[scheme.Length..];
        return true;
    }
}
