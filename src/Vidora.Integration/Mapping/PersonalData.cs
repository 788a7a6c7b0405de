using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Tells reserved user attributes and predictions by their names; README, "Personal data". Fields that are never forwarded need
/// no list, because the mapper copies by allow-lists.
/// </summary>
internal static class PersonalData
{
    private static readonly Utf8Names _reserved =
        new("$age", "$firstname", "$lastname", "$gender", "$mobile", "$address", "$city", "$state", "$zip", "$country");

    /// <summary>Returns whether a user attribute is reserved, ignoring case.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public static bool IsReserved(ReadOnlySpan<byte> name)
    {
        if (name is not [(byte)'$', ..])
        {
            return name.Length > 0 && (name[0] | 0x20) == 'r' && StartsWith(name, "reserved."u8);
        }

        Span<byte> lower = stackalloc byte[16];
        return name.Length <= lower.Length && Ascii.ToLower(name, lower, out var written) == System.Buffers.OperationStatus.Done && _reserved.Find(lower[..written]) >= 0;
    }

    /// <summary>Returns whether a user attribute holds a prediction. A model must not be fed its own output.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public static bool IsPrediction(ReadOnlySpan<byte> name) => name is [(byte)'$', ..] && StartsWith(name, "$intelligent_attribute:"u8);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
