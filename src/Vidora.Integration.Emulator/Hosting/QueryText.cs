using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Reads query parameters.</summary>
internal static class QueryText
{
    public const string PageError = "\"after\" is a number from 0, \"limit\" one from 1 to 10000.";

    private const int MaxLimit = 10_000;

    /// <summary>Returns the text of a parameter. Returns null when it is absent or empty.</summary>
    public static string? Read(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public static bool TryReadNumber(HttpContext http, string name, long min, long max, long absent, out long number)
    {
        number = absent;
        return Read(http, name) is not { } text
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max);
    }

    /// <summary>Reads <c>after</c> and <c>limit</c>. Returns false when one is invalid.</summary>
    public static bool TryReadPage(HttpContext http, int defaultLimit, out long after, out int limit)
    {
        var isLimit = TryReadNumber(http, "limit", 1, MaxLimit, defaultLimit, out var number);
        limit = (int)number;
        return TryReadNumber(http, "after", 0, long.MaxValue, 0, out after) && isLimit;
    }
}
