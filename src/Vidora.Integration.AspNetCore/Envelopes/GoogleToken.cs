using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.AspNetCore.Envelopes;

/// <summary>Checks the token that Google Pub/Sub sends with a push (Google Cloud, "Authenticate push subscriptions").</summary>
internal sealed class GoogleToken
{
    private const int MaxLength = 8 * 1024;

    private static readonly TimeSpan _clockError = TimeSpan.FromMinutes(1);

    private readonly string _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _claims;

    private GoogleToken(string signed, byte[] signature, string keyId, JsonElement claims)
    {
        _signed = signed;
        _signature = signature;
        _claims = claims;
        KeyId = keyId;
    }

    /// <summary>Gets the address of Google's keys.</summary>
    public static Uri Keys { get; } = new("https://www.googleapis.com/oauth2/v3/certs");

    /// <summary>Gets the name of the key that signed the token.</summary>
    public string KeyId { get; }

    /// <summary>Reads a header <c>Authorization: Bearer …</c>. Returns null when it holds no token that RS256 signs.</summary>
    public static GoogleToken? Read(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization is not { Length: < MaxLength } || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = authorization[Scheme.Length..].Trim().Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var header = Parse(parts[0]);
            var claims = Parse(parts[1]);
            return Text(header, "alg") == "RS256" && Text(header, "kid") is { } key
                ? new GoogleToken($"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]), key, claims)
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns whether the token is one of an account, for an audience, at a time. It says nothing about the signature.</summary>
    public bool IsFor(string audience, IEnumerable<string> accounts, DateTimeOffset now) =>
        Text(_claims, "iss") is "https://accounts.google.com" or "accounts.google.com"
        && Text(_claims, "aud") == audience
        && Text(_claims, "email") is { } email
        && accounts.Contains(email, StringComparer.OrdinalIgnoreCase)
        && _claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind is JsonValueKind.True
        && _claims.TryGetProperty("exp", out var end) && end.ValueKind is JsonValueKind.Number && end.TryGetInt64(out var seconds)
        && seconds > (now - _clockError).ToUnixTimeSeconds();

    /// <summary>Returns whether one of Google's keys signed the token; null when it is not among the keys.</summary>
    public bool? IsSignedBy(ReadOnlySpan<byte> keys)
    {
        try
        {
            var reader = new Utf8JsonReader(keys);
            var document = JsonElement.ParseValue(ref reader);
            foreach (var key in document.GetProperty("keys").EnumerateArray())
            {
                if (Text(key, "kid") == KeyId && Text(key, "kty") == "RSA" && Text(key, "n") is { } modulus && Text(key, "e") is { } exponent)
                {
                    using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) });
                    return rsa.VerifyData(Encoding.ASCII.GetBytes(_signed), _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or CryptographicException)
        {
            // What answered has no keys.
        }

        return null;
    }

    private static JsonElement Parse(string part)
    {
        var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(part));
        return JsonElement.ParseValue(ref reader);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
