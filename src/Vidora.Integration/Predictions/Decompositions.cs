using System.Globalization;
using System.Text;

namespace Vidora.Integration.Predictions;

/// <summary>Caches the compatibility decomposition of single characters.</summary>
/// <remarks>The runtime's normalisation allocates and calls the operating system's library each time.</remarks>
internal static class Decompositions
{
    private const int PageSize = 256;

    private static readonly string?[]?[] _pages = new string?[0x110000 / PageSize][];

    private static readonly bool _available = "\u00E9".Normalize(NormalizationForm.FormKD).Length == 2;

    /// <summary>Returns the characters that <paramref name="rune"/> decomposes into. It is not ASCII.</summary>
    /// <exception cref="InvalidOperationException">The process runs without Unicode data.</exception>
    public static string Of(Rune rune)
    {
        // Two threads may fill the same entry with the same text.
        var page = _pages[rune.Value / PageSize] ??= new string?[PageSize];
        return page[rune.Value % PageSize] ??= Decompose(rune);
    }

    private static string Decompose(Rune rune)
    {
        if (!_available)
        {
            throw new InvalidOperationException(
                "Attribute names with characters outside ASCII need Unicode data, and this process runs without it. "
                + "Install ICU (package icu-libs or libicu) and set <InvariantGlobalization>false</InvariantGlobalization> "
                + "or DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0.");
        }

        // The normalisation throws for code points that are never assigned.
        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned
            ? ""
            : rune.ToString().Normalize(NormalizationForm.FormKD);
    }
}
