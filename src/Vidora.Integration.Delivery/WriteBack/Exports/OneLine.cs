namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>
/// Makes text from outside safe inside a sentence: file names, titles, answers. In a log, report or terminal it must neither begin
/// a line nor act as a command.
/// </summary>
internal static class OneLine
{
    /// <summary>Replaces control characters, line separators and marks of writing direction.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (chars, source) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            chars[i] = IsControl(source[i]) ? '\ufffd' : source[i];
        }
    });

    private static bool IsControl(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
