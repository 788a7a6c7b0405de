using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Tells reserved user attributes and predictions by their names; README, "Personal data". Fields that are never forwarded need
/// no list, because the mapper copies by allow-lists.
/// </summary>
internal static class PersonalData
{
    private static readonly byte[][] _reserved =
    [
        [.. "$age"u8], [.. "$firstname"u8], [.. "$lastname"u8], [.. "$gender"u8], [.. "$mobile"u8],
        [.. "$address"u8], [.. "$city"u8], [.. "$state"u8], [.. "$zip"u8], [.. "$country"u8],
    ];

    /// <summary>Returns whether a user attribute is reserved, ignoring case.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public static bool IsReserved(ReadOnlySpan<byte> name)
    {
        if (name is not [(byte)'$', ..])
        {
            return name.Length > 0 && (name[0] | 0x20) == 'r' && StartsWith(name, "reserved."u8);
        }

        foreach (var reserved in _reserved)
        {
            if (Ascii.EqualsIgnoreCase(name, reserved))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns whether a user attribute holds a prediction. A model must not be fed its own output.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public static bool IsPrediction(ReadOnlySpan<byte> name) => name is [(byte)'$', ..] && StartsWith(name, "$intelligent_attribute:"u8);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
