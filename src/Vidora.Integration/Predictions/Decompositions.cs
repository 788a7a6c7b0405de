using System.Globalization;
using System.Text;

namespace Vidora.Integration.Predictions;

/// <summary>
/// The compatibility decomposition of single characters, kept once it was looked up: the runtime's own span-based
/// normalisation allocates, and crosses into the operating system's library, on every call.
/// </summary>
internal static class Decompositions
{
    private const int PageSize = 256;

    private static readonly string?[]?[] _pages = new string?[0x110000 / PageSize][];

    private static readonly bool _available = "\u00E9".Normalize(NormalizationForm.FormKD).Length == 2;

    /// <summary>The characters that <paramref name="rune"/>, which is not ASCII, stands for.</summary>
    /// <exception cref="InvalidOperationException">The process runs without Unicode data.</exception>
    public static string Of(Rune rune)
    {
        // Two threads may fill the same entry; they fill it with the same text.
        var page = _pages[rune.Value / PageSize] ??= new string?[PageSize];
        return page[rune.Value % PageSize] ??= Decompose(rune);
    }

    private static string Decompose(Rune rune)
    {
        if (!_available)
        {
            throw new InvalidOperationException(
                "Attribute names with characters outside ASCII need Unicode data, and this process runs without it. Fix: "
                + "install ICU (package icu-libs or libicu) and set <InvariantGlobalization>false</InvariantGlobalization> "
                + "or DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0.");
        }

        // The normalisation refuses some code points that will never be assigned.
        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned
            ? ""
            : rune.ToString().Normalize(NormalizationForm.FormKD);
    }
}
