using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace Vidora.Integration.Client;

/// <summary>Reads the wait that an answer asks for.</summary>
/// <remarks>
/// The header is <c>Retry-After</c> (RFC 9110), or <c>RetryAfter</c> as mParticle also spells it, in seconds or as a date. Other values
/// are ignored.
/// </remarks>
internal static class RetryAfter
{
    /// <summary>The longest wait (our choice). A broken server must not stop an account for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");
    private static readonly string[] _names = ["Retry-After", "RetryAfter"];

    /// <summary>Returns the first valid wait, from zero to <see cref="Longest"/>; null when there is none.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        foreach (var name in _names)
        {
            if (headers.NonValidated.TryGetValues(name, out var values))
            {
                foreach (var value in values)
                {
                    if (Read(value.Trim(), now) is { } wait)
                    {
                        return wait;
                    }
                }
            }
        }

        return null;
    }

    private static TimeSpan? Read(string text, DateTimeOffset now)
    {
        // A number of any length is valid, also one that is too large for a double.
        if (!text.AsSpan().ContainsAnyExcept(_digits)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }

        return RetryConditionHeaderValue.TryParse(text, out var header) && header.Date is { } date
            ? TimeSpan.FromTicks(Math.Clamp((date - now).Ticks, 0, Longest.Ticks))
            : null;
    }
}
