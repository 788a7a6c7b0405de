using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Text out of somebody's data, for a terminal: without control characters, which a terminal would obey.</summary>
internal static class SafeText
{
    private const int Longest = 60;

    public static Text Cell(string text) => new(Of(text));

    public static string Of(string text)
    {
        var shown = text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
        return string.Create(shown.Length, shown, (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsControl(source[i]) || source[i] is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' ? '\ufffd' : source[i];
            }
        });
    }
}
