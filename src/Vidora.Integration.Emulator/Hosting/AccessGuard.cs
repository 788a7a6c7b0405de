using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>
/// Refuses requests of other sites in a browser on this machine: from another origin, or under another host name. Protects the pages
/// and <c>/emulator</c> with the password, if there is one. The emulated services have their own authentication.
/// </summary>
internal sealed class AccessGuard(string? password)
{
    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsOwnOrigin(http.Request))
        {
            await JsonAnswer.ErrorAsync(http, 403, "This request comes from another site.");
        }
        else if (!ServiceRoutes.IsService(http.Request.Path) && http.Request.Path != ServiceRoutes.Health && !HasPassword(http.Request))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Vidora emulator\", charset=\"UTF-8\"";
            await JsonAnswer.ErrorAsync(http, 401, "The emulator needs its password (HTTP Basic, any user name).");
        }
        else
        {
            await next(http);
        }
    }

    private bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none") && !IsLink(request))
        {
            return false;
        }

        if (origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Without a password the emulator listens on loopback only, so no other name is right.
        return password is not null
            || request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Returns whether a link on another page opens a page of the emulator. The other page cannot read it.</summary>
    private static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] == "navigate"
        && request.Headers["Sec-Fetch-Dest"] == "document"
        && !ServiceRoutes.IsService(request.Path)
        && !request.Path.StartsWithSegments("/emulator", StringComparison.OrdinalIgnoreCase);

    private bool HasPassword(HttpRequest request)
    {
        if (password is null)
        {
            return true;
        }

        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var given = new byte[(header.Parameter ?? "").Length];
        return Convert.TryFromBase64String(header.Parameter ?? "", given, out var length)
            && given.AsSpan(0, length).IndexOf((byte)':') is var colon and >= 0
            && CryptographicOperations.FixedTimeEquals(given.AsSpan((colon + 1)..length), Encoding.UTF8.GetBytes(password));
    }
}
