using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Reads parameters of the emulator's own routes.</summary>
internal static class QueryText
{
    /// <summary>The text of the parameter; null when it is absent or empty.</summary>
    public static string? Read(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public static bool TryReadNumber(HttpContext http, string name, long min, long max, long absent, out long number)
    {
        number = absent;
        return Read(http, name) is not { } text
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max);
    }
}
