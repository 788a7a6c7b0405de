using System.Security.Cryptography;
using System.Text;

namespace Vidora.Integration.Client;

/// <summary>Signs requests.</summary>
/// <remarks>
/// The signature is the SHA-256 of secret, method, path, query and body, joined by line feeds, as base64 without padding. Vidora's
/// authentication page describes the parts. The algorithm is the one of its first public client.
/// </remarks>
internal static class VidoraSigner
{
    private const int SignatureLength = 43;

    /// <summary>Returns the signature before percent-encoding.</summary>
    /// <param name="secret">The API secret.</param>
    /// <param name="method">The method, upper case.</param>
    /// <param name="path">The path before percent-encoding.</param>
    /// <param name="parameters">The query parameters without the signature, before percent-encoding, in any order.</param>
    /// <param name="body">The pieces of the body; none for GET.</param>
    public static string Sign(
        string secret,
        string method,
        string path,
        IEnumerable<KeyValuePair<string, string>> parameters,
        IEnumerable<ReadOnlyMemory<byte>> body)
    {
        var sorted = parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal);
        var query = string.Join('&', sorted.Select(parameter => $"{parameter.Key}={parameter.Value}"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{secret}\n{method}\n/{path.Trim('/')}\n{query}\n"));
        foreach (var piece in body)
        {
            hash.AppendData(piece.Span);
        }

        return Convert.ToBase64String(hash.GetHashAndReset())[..SignatureLength];
    }
}
