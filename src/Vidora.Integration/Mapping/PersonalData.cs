using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Which user attributes are reserved for what is known of a person, and which hold predictions. What is never forwarded
/// needs no list: the mapper copies by an allow-list.
/// </summary>
internal static class PersonalData
{
    /// <summary>As mParticle writes them, and in lower case.</summary>
    private static readonly string[] _reservedNames =
        ["$Age", "$FirstName", "$LastName", "$Gender", "$Mobile", "$Address", "$City", "$State", "$Zip", "$Country"];

    private static readonly Utf8Names _reserved = new([.. _reservedNames.Select(name => $"{name}|{name.ToLowerInvariant()}")]);

    private static readonly byte[][] _forwardedNames =
        [.. _reservedNames.Select(name => Encoding.UTF8.GetBytes(name[1..].ToLowerInvariant()))];

    /// <summary>Which of the names that begin with a dollar sign a user attribute's is, compared ignoring case; -1 when it is none.</summary>
    /// <param name="name">The attribute's name, no escapes.</param>
    public static int FindReserved(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > 64)
        {
            return -1;
        }

        var asWritten = _reserved.Find(name);
        if (asWritten >= 0)
        {
            return asWritten;
        }

        Span<byte> lower = stackalloc byte[64];
        Ascii.ToLower(name, lower, out var written);
        return written == name.Length ? _reserved.Find(lower[..written]) : -1;
    }

    /// <summary>The name under which a reserved one is forwarded.</summary>
    public static ReadOnlySpan<byte> ForwardedName(int reserved) => _forwardedNames[reserved];

    /// <summary>Whether a user attribute is reserved, compared ignoring case.</summary>
    /// <param name="name">The attribute's name, no escapes.</param>
    public static bool IsReserved(ReadOnlySpan<byte> name) =>
        name is [(byte)'$', ..] ? FindReserved(name) >= 0 : StartsWith(name, "reserved."u8);

    /// <summary>Whether a user attribute holds a prediction: a model must not be fed its own output.</summary>
    /// <param name="name">The attribute's name, no escapes.</param>
    public static bool IsPrediction(ReadOnlySpan<byte> name) => StartsWith(name, "$intelligent_attribute:"u8);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length >= prefix.Length && Ascii.EqualsIgnoreCase(name[..prefix.Length], prefix);
}
