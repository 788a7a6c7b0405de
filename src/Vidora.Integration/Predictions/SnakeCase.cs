using System.Globalization;
using System.Text;

namespace Vidora.Integration.Predictions;

/// <summary>Normalises text to lower-case words joined by <c>_</c> (our choice of rules).</summary>
internal static class SnakeCase
{
    private const int ExcerptChars = 100;

    private static readonly bool _hasUnicodeData = "\u00E9".Normalize(NormalizationForm.FormKD).Length == 2;

    private enum Kind
    {
        Removed,
        Separator,
        Digit,
        Lower,
        Upper,
        Letter,
        Mark,
    }

    /// <summary>Returns the normalised text; empty when there is no letter and no digit.</summary>
    /// <exception cref="InvalidOperationException">The text is not ASCII and the process has no Unicode data.</exception>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        var previous = Kind.Separator;
        var previousStart = 0;
        var isRun = false;
        var keepsMarks = false;
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            var kind = KindOf(rune, lower);
            if (kind == Kind.Mark)
            {
                result.Append(keepsMarks ? rune.ToString() : "");
                continue;
            }

            keepsMarks = kind == Kind.Letter && !IsAccentedScript(rune);
            if (kind is Kind.Removed or Kind.Separator)
            {
                previous = kind == Kind.Separator ? kind : previous;
                continue;
            }

            if (kind == Kind.Lower && isRun && previous == Kind.Upper)
            {
                // The last letter of a run of upper case begins the next word.
                result.Insert(previousStart, '_');
            }

            if (previous == Kind.Separator ? result.Length > 0 : kind == Kind.Upper && previous is Kind.Lower or Kind.Digit)
            {
                result.Append('_');
            }

            isRun = kind == Kind.Upper && previous == Kind.Upper;
            previousStart = result.Length;
            previous = kind;
            result.Append(lower);
        }

        var words = result.ToString();
        return Ascii.IsValid(words) ? words : words.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Returns whether the text is normalised and not empty.</summary>
    public static bool IsNormal(string text) => text.Length > 0 && Of(text) == text;

    /// <summary>Returns the text for a message, cut after 100 characters.</summary>
    public static string Excerpt(string text) => text.Length <= ExcerptChars ? text : string.Concat(text.AsSpan(0, ExcerptChars), "…");

    /// <summary>Returns the compatibility decomposition, without halves of surrogate pairs.</summary>
    private static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        if (!_hasUnicodeData)
        {
            throw new InvalidOperationException(
                "Attribute names with characters outside ASCII need Unicode data, and this process runs without it. "
                + "Install ICU (package icu-libs or libicu) and set <InvariantGlobalization>false</InvariantGlobalization> "
                + "or DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0.");
        }

        // Normalize throws for halves of surrogate pairs and for code points that are never assigned.
        var valid = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned)
            {
                valid.Append(rune);
            }
        }

        return valid.ToString().Normalize(NormalizationForm.FormKD);
    }

    private static Kind KindOf(Rune rune, Rune lower)
    {
        if (Rune.IsWhiteSpace(rune) || (rune.IsAscii && "_-/\\.,:;|".Contains((char)rune.Value)))
        {
            return Kind.Separator;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.DecimalDigitNumber => Kind.Digit,
            UnicodeCategory.LowercaseLetter => Kind.Lower,

            // A letter without a lower-case form must not separate words.
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => lower == rune ? Kind.Letter : Kind.Upper,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => IsVariationSelector(rune) ? Kind.Removed : Kind.Mark,
            _ => Kind.Removed,
        };
    }

    /// <summary>
    /// Returns whether a letter is Latin, Greek or Cyrillic, by Unicode blocks. Their marks are accents; the marks of other scripts make
    /// another letter.
    /// </summary>
    private static bool IsAccentedScript(Rune letter) =>
        letter.Value is < 0x0530 or (>= 0x1C80 and < 0x1C90) or (>= 0x1D00 and < 0x2000) or (>= 0x2C60 and < 0x2C80)
            or (>= 0xA640 and < 0xA6A0) or (>= 0xA720 and < 0xA800) or (>= 0xAB30 and < 0xAB70);

    /// <summary>Returns whether a mark only chooses how the character before it looks, and is invisible itself.</summary>
    private static bool IsVariationSelector(Rune mark) =>
        mark.Value is 0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
