using System.Globalization;
using System.Text;
using Vidora.Integration;

namespace Vidora.Samples.Console.Auditing;

/// <summary>Masks a value: its form stays, its letters and digits do not.</summary>
internal static class ValueShape
{
    private const int Longest = 32;

    /// <summary>Returns the form of a value: <c>a</c> and <c>A</c> for letters, <c>9</c> for digits. A boolean stays as it is.</summary>
    public static string Of(VidoraValue value)
    {
        var text = value.Kind == VidoraValueKind.Text ? value.GetText() : value.ToString();
        if (value.Kind == VidoraValueKind.Boolean)
        {
            return text;
        }

        var shape = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shape.Length == Longest)
            {
                return shape.Append('…').ToString();
            }

            shape.Append(Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => 'A',
                UnicodeCategory.DecimalDigitNumber => '9',
                _ when Rune.IsLetter(rune) => 'a',
                _ => rune.IsAscii && !Rune.IsControl(rune) ? (char)rune.Value : '?',
            });
        }

        return shape.ToString();
    }
}
