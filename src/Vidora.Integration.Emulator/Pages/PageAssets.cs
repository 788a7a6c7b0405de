using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Pipelines.Cards;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Sends the style sheet, the script and the icon from the assembly.</summary>
internal static class PageAssets
{
    private static readonly Dictionary<string, (string ContentType, byte[] Bytes)> _assets = new(StringComparer.Ordinal)
    {
        ["app.css"] = ("text/css; charset=utf-8", Load("app.css")),
        ["cards.css"] = ("text/css; charset=utf-8", Encoding.UTF8.GetBytes(CardPage.Style)),
        ["app.js"] = ("text/javascript; charset=utf-8", Load("app.js")),
        ["icon.svg"] = ("image/svg+xml", Load("icon.svg")),
    };

    /// <summary>Gets a text that changes with the assets, so that browsers may cache them without end.</summary>
    public static string Version { get; } = Convert.ToHexString(
        SHA256.HashData([.. _assets["app.css"].Bytes, .. _assets["cards.css"].Bytes, .. _assets["app.js"].Bytes]))[..12];

    public static Task SendAsync(HttpContext http)
    {
        if (!_assets.TryGetValue((string)http.Request.RouteValues["name"]!, out var asset))
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        PageLayout.SetHeaders(http);
        http.Response.ContentType = asset.ContentType;
        http.Response.ContentLength = asset.Bytes.Length;
        http.Response.Headers.CacheControl = "max-age=31536000, immutable";
        return http.Response.Body.WriteAsync(asset.Bytes, http.RequestAborted).AsTask();
    }

    private static byte[] Load(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream("pages." + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
