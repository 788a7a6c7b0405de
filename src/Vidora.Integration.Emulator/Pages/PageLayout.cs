using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Sends pages in their common frame, and pieces of pages.</summary>
internal static class PageLayout
{
    /// <summary>Allows content of this origin only, no inline scripts and no frames.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string Name)[] _pages =
    [
        ("/", "Check Your Events"),
        ("/users", "User Activity"),
        ("/pipelines", "Pipelines"),
        (AudiencesPage.Path, "Audiences"),
        (OutputsPage.Path, "Outputs"),
        ("/faults", "Faults"),
    ];

    public static Task SendAsync(HttpContext http, string title, string path, Html content, int status = 200)
    {
        var links = new Html();
        foreach (var (target, name) in _pages)
        {
            links.Add($"<li><a href=\"{target}\"{Current(target == path)}>{name}</a></li>");
        }

        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · Vidora emulator</title>
            <link rel="icon" href="/assets/icon.svg">
            <link rel="stylesheet" href="/assets/app.css?v={PageAssets.Version}">
            <link rel="stylesheet" href="/assets/cards.css?v={PageAssets.Version}">
            <script src="/assets/app.js?v={PageAssets.Version}" defer></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header><a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="22" height="22">Vidora emulator</a>
            <nav aria-label="Pages"><ul>{links}</ul></nav></header>
            <main id="content" tabindex="-1">
            {content}
            </main>
            <footer>An emulator on this machine, neither Vidora nor mParticle. All times are UTC.</footer>
            <dialog id="sheet" aria-label="Details"><button type="button" class="close" aria-label="Close">×</button><div class="inside"></div></dialog>
            </body>
            </html>
            """);
        return WriteAsync(http, page, status);
    }

    /// <summary>Sends a piece that the script of a page asks for.</summary>
    public static Task SendPieceAsync(HttpContext http, Html piece) => WriteAsync(http, piece, 200);

    public static void SetHeaders(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";

        // Not "no-referrer": with it a browser sends a form of our own with the origin "null".
        http.Response.Headers["Referrer-Policy"] = "same-origin";
    }

    private static Html? Current(bool isCurrent) => isCurrent ? Html.Of($" aria-current=\"page\"") : null;

    private static async Task WriteAsync(HttpContext http, Html html, int status)
    {
        var bytes = Encoding.UTF8.GetBytes(html.ToString());
        SetHeaders(http);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
