using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>
/// Checks the <c>api_key</c> and the signature over method, path, query and body, which expires. It shares no code with the
/// client that signs, so that each tests the other.
/// </summary>
internal sealed class SignatureCheck(string apiKey, string apiSecret, bool required, TimeProvider time)
{
    private const int SignatureLength = 43;

    /// <summary>Returns status and error of a rejected call. Returns null for a valid one.</summary>
    public (int Status, string Error)? Check(string method, string rawTarget, ReadOnlySpan<byte> body, bool always = false)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var parameters = ReadQuery(question < 0 ? "" : rawTarget[(question + 1)..]);
        var key = Find(parameters, "api_key");
        if (key is null)
        {
            return (401, "The query parameter \"api_key\" is missing.");
        }

        if (!AreEqual(key, apiKey))
        {
            return (401, "Unknown api_key.");
        }

        var signature = Find(parameters, "signature");
        var expires = Find(parameters, "expires");
        if (signature is null)
        {
            return required || always
                ? (403, "This call must be signed: the query parameters \"expires\" and \"signature\" are needed.")
                : null;
        }

        if (expires is null)
        {
            return (403, "A signed call needs the query parameter \"expires\".");
        }

        if (!DateTimeOffset.TryParseExact(
            expires, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            return (403, "\"expires\" must be a UTC time of the form yyyy-MM-ddTHH:mm.");
        }

        if (until < time.GetUtcNow())
        {
            return (403, "The signature has expired.");
        }

        if (signature.Length != SignatureLength)
        {
            return (403, "Invalid signature: it must be the first 43 characters of the base64 text of a SHA-256.");
        }

        if (signature.Contains(' ', StringComparison.Ordinal))
        {
            return (403, "Invalid signature: it holds a space; a \"+\" must be percent-encoded as %2B.");
        }

        var path = Uri.UnescapeDataString(question < 0 ? rawTarget : rawTarget[..question]);
        return AreEqual(signature, Sign(method, path, parameters, body))
            ? null
            : (403, "Invalid signature.");
    }

    private static List<KeyValuePair<string, string>> ReadQuery(string query)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : part[(equals + 1)..];
            parameters.Add(new(Decode(name), Decode(value)));
        }

        return parameters;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string? Find(List<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var (candidate, value) in parameters)
        {
            if (candidate == name)
            {
                return value;
            }
        }

        return null;
    }

    private static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private string Sign(string method, string path, List<KeyValuePair<string, string>> parameters, ReadOnlySpan<byte> body)
    {
        var query = string.Join(
            '&',
            parameters
                .Where(parameter => parameter.Key != "signature")
                .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
                .Select(parameter => $"{parameter.Key}={parameter.Value}"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{apiSecret}\n{method.ToUpperInvariant()}\n/{path.Trim('/')}\n{query}\n"));
        hash.AppendData(body);
        return Convert.ToBase64String(hash.GetHashAndReset())[..SignatureLength];
    }
}
