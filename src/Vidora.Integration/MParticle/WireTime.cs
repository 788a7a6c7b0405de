using System.Buffers.Text;
using System.Globalization;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Reads a time of the wire: milliseconds since 1970 as a number or as text. The size of a value tells seconds, microseconds and
/// nanoseconds (our choice; a feed of mParticle's own partners sends seconds).
/// </summary>
internal readonly struct WireTime
{
    private const decimal Seconds = 100_000_000;
    private const decimal Milliseconds = 100_000_000_000;
    private const decimal Microseconds = 100_000_000_000_000;
    private const decimal Nanoseconds = 100_000_000_000_000_000;

    private WireTime(long? milliseconds, bool isExact, bool isConverted)
    {
        Value = milliseconds;
        IsExact = isExact;
        IsConverted = isConverted;
    }

    /// <summary>Gets the milliseconds since 1970, rounded down; null when the time is absent or unreadable.</summary>
    public long? Value { get; }

    /// <summary>Gets whether the time is known to the millisecond.</summary>
    public bool IsExact { get; }

    /// <summary>Gets whether the wire has another unit than milliseconds.</summary>
    public bool IsConverted { get; }

    /// <summary>Gets whether there is a value that is no time. 0 and empty text are absent.</summary>
    public bool IsUnreadable { get; private init; }

    /// <summary>Gets the time; null when it is absent, unreadable or outside of the years 1 to 9999.</summary>
    public DateTimeOffset? Time =>
        Value is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(Value.Value) : null;

    public static WireTime Read(JsonToken token)
    {
        var digits = token.Digits;
        if (Utf8Parser.TryParse(digits, out long whole, out var consumed) && consumed == digits.Length)
        {
            // Nearly all times.
            return whole == 0 ? default : whole is >= (long)Milliseconds and < (long)Microseconds ? new(whole, isExact: true, isConverted: false) : Of(whole);
        }

        return JsonScanner.NumberEnd(digits, 0) == digits.Length
            && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= long.MinValue and <= long.MaxValue
                ? value == 0 ? default : Of(value)
                : new WireTime { IsUnreadable = !token.IsAbsent && !token.IsBlank };
    }

    private static WireTime Of(decimal value) => value switch
    {
        < Seconds => new((long)decimal.Floor(value), isExact: true, isConverted: false),
        < Milliseconds => new((long)decimal.Floor(value * 1000), isExact: value != decimal.Truncate(value), isConverted: true),
        < Microseconds => new((long)decimal.Floor(value), isExact: true, isConverted: false),
        < Nanoseconds => new((long)decimal.Floor(value / 1000), isExact: true, isConverted: true),
        _ => new((long)decimal.Floor(value / 1_000_000), isExact: true, isConverted: true),
    };
}
