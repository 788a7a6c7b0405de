using System.Net;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Says who may call an endpoint: holders of a credential, or everyone on this machine or anywhere.</summary>
/// <remarks>
/// A web page in a browser on this machine reaches loopback too, so loopback alone protects nothing. Browsers name the page in
/// <c>Origin</c> and <c>Sec-Fetch-Site</c>, which servers never send, and a page that points its own host name here keeps its
/// <c>Host</c>.
/// </remarks>
/// <param name="credentials">The values of the <c>Authorization</c> header. An empty list lets everyone call.</param>
/// <param name="option">The option that has them.</param>
/// <param name="scheme">The scheme before the value, or null when the values are whole headers.</param>
/// <param name="anywhere">Whether everyone may call from other machines too.</param>
internal sealed class EndpointAccess(IEnumerable<string> credentials, string option, string? scheme = null, bool anywhere = false)
{
    private readonly Credentials _credentials = new(credentials, scheme);

    /// <summary>Gets the name of the option that has the credentials.</summary>
    public string Option => option;

    public bool IsAnonymous => _credentials.IsEmpty;

    /// <summary>Gets the callers of an endpoint without a credential, in words.</summary>
    public string Callers => anywhere ? "every machine that reaches it" : "this machine only";

    /// <summary>Returns whether a request comes from a web page of another site.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
            || (origin.Count > 0
                && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var page)
                    && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Returns whether a request comes from this machine and under one of its names.</summary>
    public static bool IsLocal(HttpContext http) =>

        // A connection without an address is inside this process, or a socket file.
        (http.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote))
        && IsLoopback(http.Request.Host.Host);

    /// <summary>Returns whether a host name or address is loopback.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Returns whether nothing in the request may be looked at: a page sent it, or only this machine may call.</summary>
    public bool Forbids(HttpContext http) =>
        IsForeign(http.Request) || (_credentials.IsEmpty && !anywhere && !IsLocal(http));

    public bool Allows(HttpRequest request) => _credentials.IsEmpty || (request.Headers.Authorization is [var header] && _credentials.Allows(header));
}
