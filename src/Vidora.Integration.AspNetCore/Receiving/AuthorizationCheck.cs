using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Compares the <c>Authorization</c> header with the values that are allowed, in a time that says nothing about them: hashes are
/// compared, all of them, to their ends.
/// </summary>
internal sealed class AuthorizationCheck
{
    private const string TokenScheme = "Token";

    private readonly byte[][] _allowed;
    private readonly bool _isToken;

    /// <param name="allowed">Whole values of the header; none lets everybody in.</param>
    public AuthorizationCheck(IEnumerable<string> allowed)
        : this(allowed, isToken: false)
    {
    }

    private AuthorizationCheck(IEnumerable<string> allowed, bool isToken)
    {
        _allowed = [.. allowed.Select(value => Hash(value.Trim()))];
        _isToken = isToken;
    }

    /// <param name="tokens">What must follow the scheme <c>Token</c>; none lets everybody in.</param>
    public static AuthorizationCheck OfTokens(IEnumerable<string> tokens) => new(tokens, isToken: true);

    public bool Allows(HttpRequest request)
    {
        if (_allowed.Length == 0)
        {
            return true;
        }

        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || (_isToken && !TryTakeToken(ref value)))
        {
            return false;
        }

        var given = Hash(value.Trim());
        var found = false;
        foreach (var allowed in _allowed)
        {
            found |= CryptographicOperations.FixedTimeEquals(allowed, given);
        }

        return found;
    }

    internal static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    private static bool TryTakeToken(ref string value)
    {
        value = value.Trim();
        if (value.Length <= TokenScheme.Length
            || !value.StartsWith(TokenScheme, StringComparison.OrdinalIgnoreCase)
            || !char.IsWhiteSpace(value[TokenScheme.Length]))
        {
            return false;
        }

        value = value[TokenScheme.Length..];
        return true;
    }
}
