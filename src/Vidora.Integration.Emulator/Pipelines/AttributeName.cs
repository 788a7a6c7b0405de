using System.Globalization;
using System.Text;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>
/// The name of the user attribute that a prediction column becomes: <c>$intelligent_attribute:vendor:pipeline__column</c>,
/// in snake case with special characters removed (Vidora documentation).
/// </summary>
internal static class AttributeName
{
    private const string Separators = "_-/\\.,:;|";

    public static string Create(string vendor, string pipeline, string column) =>
        $"$intelligent_attribute:{vendor}:{Normalize(pipeline)}__{Normalize(column)}";

    /// <summary>The snake case form; empty when no letter or digit is left.</summary>
    public static string Normalize(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                letters.Append(rune);
            }
            else if (Rune.IsWhiteSpace(rune) || (rune.IsAscii && Separators.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                letters.Append(' ');
            }
        }

        var runes = letters.ToString().EnumerateRunes().ToArray();
        var name = new StringBuilder(letters.Length + 8);
        var pending = false;
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i].Value == ' ')
            {
                pending = true;
                continue;
            }

            if (name.Length > 0 && (pending || StartsWord(runes, i)))
            {
                name.Append('_');
            }

            pending = false;
            name.Append(Rune.ToLowerInvariant(runes[i]));
        }

        return name.ToString();
    }

    private static bool StartsWord(Rune[] runes, int i)
    {
        if (!Rune.IsUpper(runes[i]) || i == 0)
        {
            return false;
        }

        var previous = runes[i - 1];
        return Rune.IsLower(previous)
            || Rune.GetUnicodeCategory(previous) == UnicodeCategory.DecimalDigitNumber
            || (Rune.IsUpper(previous) && i + 1 < runes.Length && Rune.IsLower(runes[i + 1]));
    }
}
