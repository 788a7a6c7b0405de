using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace Vidora.Integration.Client;

/// <summary>
/// How long an answer asks to wait: <c>Retry-After</c> (RFC 9110), or <c>RetryAfter</c> as mParticle also spells it, in seconds or as a
/// date. What is neither is passed over.
/// </summary>
internal static class RetryAfter
{
    /// <summary>
    /// The longest wait that is believed (our choice): a header is one line of a server that may be broken, and must not end an
    /// account's traffic for good. After it the account asks again, and may be asked to wait again.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789.");
    private static readonly string[] _names = ["Retry-After", "RetryAfter"];

    /// <summary>The first wait that can be understood, from zero to <see cref="Longest"/>; null when there is none.</summary>
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
        // As many digits as there may be: more than a number can hold is still a wish to wait.
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
