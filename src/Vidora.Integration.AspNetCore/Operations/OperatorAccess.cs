using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Receiving;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Checks the credential of an operator. A browser sends it along, so requests of other pages are refused.</summary>
internal sealed class OperatorAccess(IEnumerable<string> credentials)
{
    private readonly Credentials _credentials = new(credentials);

    public RequestDelegate Guard(RequestDelegate next) => async http =>
    {
        http.Response.Headers.CacheControl = "no-store";
        if (EndpointAccess.IsForeign(http.Request))
        {
            await OperationsJson.ProblemAsync(http, StatusCodes.Status403Forbidden, "Forbidden", "A web page of another site sent this request.").ConfigureAwait(false);
        }
        else if (!_credentials.Knows(Credential(http.Request)))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Vidora operations\", charset=\"UTF-8\"";
            await OperationsJson.ProblemAsync(
                http, StatusCodes.Status401Unauthorized, "Unauthorized", "Send the operator's credential: Authorization: Bearer, or the password of HTTP Basic.").ConfigureAwait(false);
        }
        else
        {
            await next(http).ConfigureAwait(false);
        }
    };

    private static string? Credential(HttpRequest request)
    {
        if (request.Headers.Authorization.Count != 1
            || !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || header.Parameter is not { } value)
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var bytes = new byte[value.Length];
        return header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(value, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length) is var pair
            && pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
                ? pair[(colon + 1)..]
                : null;
    }
}
