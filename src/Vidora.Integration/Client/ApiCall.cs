using System.Globalization;

namespace Vidora.Integration.Client;

/// <summary>One request, before it has an address: what an attempt needs to know.</summary>
/// <param name="Operation">Its name in telemetry, one of a closed set.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The segments of the path, before percent-encoding.</param>
internal sealed record ApiCall(string Operation, HttpMethod Method, params string[] Path)
{
    /// <summary>An answer that is no list; more of it is not read.</summary>
    public const int DefaultAnswerLimit = 1024 * 1024;

    /// <summary>An answer that lists what an account has.</summary>
    public const int ListAnswerLimit = 64 * 1024 * 1024;

    /// <summary>Query parameters, before percent-encoding, beside those for authentication.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public JsonPieces? Body { get; init; }

    public int AnswerLimit { get; init; } = DefaultAnswerLimit;

    /// <summary>
    /// The address with key, and with expiry and signature when there is a secret. Confidential. Percent-encoded here and left alone
    /// by <see cref="Uri"/>, so that what is sent is what was signed.
    /// </summary>
    public Uri ToAddress(VidoraOptions options, DateTimeOffset now)
    {
        var parameters = new List<KeyValuePair<string, string>>(Parameters) { new("api_key", options.ApiKey!) };
        if (!string.IsNullOrEmpty(options.ApiSecret))
        {
            var expires = now.ToUniversalTime() + options.SignatureLifetime;
            parameters.Add(new("expires", expires.ToString("yyyy-MM-dd'T'HH':'mm", CultureInfo.InvariantCulture)));
            var signature = VidoraSigner.Sign(options.ApiSecret, Method.Method, string.Join('/', Path), parameters, Body?.Pieces ?? []);
            parameters.Add(new("signature", signature));
        }

        var path = string.Join('/', Path.Select(Uri.EscapeDataString));
        var query = string.Join('&', parameters.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        return new Uri(
            $"{options.BaseAddress.GetLeftPart(UriPartial.Authority)}/{path}?{query}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
