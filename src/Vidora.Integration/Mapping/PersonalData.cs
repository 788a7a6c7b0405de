using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Which user attributes are reserved for what is known of a person, and which hold predictions. What is never forwarded
/// needs no list: the mapper copies by an allow-list.
/// </summary>
internal static class PersonalData
{
    private static readonly Utf8Names _reserved = new(
        ("$age", 0), ("$firstname", 1), ("$lastname", 2), ("$gender", 3), ("$mobile", 4),
        ("$address", 5), ("$city", 6), ("$state", 7), ("$zip", 8), ("$country", 9));

    /// <summary>Whether a user attribute is reserved, compared ignoring case.</summary>
    /// <param name="name">The attribute's name, no escapes.</param>
    public static bool IsReserved(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > 64)
        {
            return StartsWith(name, "reserved."u8);
        }

        if (name[0] != (byte)'$')
        {
            return StartsWith(name, "reserved."u8);
        }

        Span<byte> lower = stackalloc byte[64];
        Ascii.ToLower(name, lower, out var written);
        return written == name.Length && _reserved.Find(lower[..written]) >= 0;
    }

    /// <summary>Whether a user attribute holds a prediction: a model must not be fed its own output.</summary>
    /// <param name="name">The attribute's name, no escapes.</param>
    public static bool IsPrediction(ReadOnlySpan<byte> name) => StartsWith(name, "$intelligent_attribute:"u8);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
