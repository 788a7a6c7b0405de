using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Compares the <c>Authorization</c> header with the allowed values. It compares hashes, and all of them, so that the duration tells
/// nothing about the values.
/// </summary>
/// <param name="allowed">The allowed values. An empty list allows no request.</param>
/// <param name="scheme">The scheme before the value, or null when the values are whole headers.</param>
internal sealed class AuthorizationCheck(IEnumerable<string> allowed, string? scheme = null)
{
    private readonly byte[][] _allowed = [.. allowed.Select(Hash)];

    public bool IsEmpty => _allowed.Length == 0;

    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || (scheme is not null && !TryRemoveScheme(ref value, scheme)))
        {
            return false;
        }

        var given = Hash(value);
        var found = false;
        foreach (var known in _allowed)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, given);
        }

        return found;
    }

    internal static byte[] Hash(string? value) => SHA256.HashData(Encoding.UTF8.GetBytes(value?.Trim() ?? ""));

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
