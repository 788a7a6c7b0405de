using System.Globalization;

namespace Vidora.Integration.Client;

/// <summary>Describes one request before it has an address.</summary>
/// <param name="Operation">The name in telemetry, one of a closed set.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The segments of the path, before percent-encoding.</param>
internal sealed record ApiCall(string Operation, HttpMethod Method, params string[] Path)
{
    /// <summary>The most bytes of an answer that is not a list.</summary>
    public const int DefaultAnswerLimit = 1024 * 1024;

    /// <summary>The most bytes of an answer that is a list.</summary>
    public const int ListAnswerLimit = 64 * 1024 * 1024;

    /// <summary>Gets the query parameters before percent-encoding, without those for authentication.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public JsonPieces? Body { get; init; }

    /// <summary>Gets what the answer is for.</summary>
    public AnswerUse Use { get; init; } = AnswerUse.Data;

    public int AnswerLimit { get; init; } = DefaultAnswerLimit;

    /// <summary>Returns the request, signed when there is a secret. Its address is confidential.</summary>
    public HttpRequestMessage ToRequest(VidoraOptions options, DateTimeOffset now) => new(Method, ToAddress(options, now))
    {
        Content = Body,
        Headers = { { "Accept", "application/json" } },
    };

    /// <summary>Returns the address with key, and with expiry and signature when there is a secret. Confidential.</summary>
    /// <remarks>It is percent-encoded here and not changed by <see cref="Uri"/>, so that the signed text is sent.</remarks>
    private Uri ToAddress(VidoraOptions options, DateTimeOffset now)
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
