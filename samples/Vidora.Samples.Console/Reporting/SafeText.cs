using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>
/// Makes text of the input safe for a terminal: replaces control characters, line separators and marks that change the direction of
/// the text.
/// </summary>
internal static class SafeText
{
    private const int LongestCell = 60;

    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the text for a cell of a table, cut after 60 characters.</summary>
    public static string Cell(string text) => Of(text.Length <= LongestCell ? text : text[..(LongestCell - 1)] + "…");

    /// <summary>Writes a line without a break at the end of the window, so that it can be searched and copied.</summary>
    public static void WriteUnbroken(this IAnsiConsole console, string line, Color? color = null)
    {
        var width = console.Profile.Width;
        console.Profile.Width = Math.Max(width, line.Length * 2);
        console.Write(new Text(Of(line) + "\n", new Style(color ?? Color.Default)));
        console.Profile.Width = width;
    }

    /// <summary>Writes JSON on one line, with quotation marks as a person reads them.</summary>
    public static void WriteJson(this IAnsiConsole console, JsonNode json) => console.WriteUnbroken(json.ToJsonString(_readable));

    /// <summary>Returns the whole text.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (chars, source) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            chars[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? '\ufffd' : source[i];
        }
    });
}
