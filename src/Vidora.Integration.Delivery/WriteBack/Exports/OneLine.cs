namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>
/// Words of somebody else inside a sentence of ours: names of files, titles of columns, what mParticle answered. In a log, a report or a
/// terminal they must neither begin a line nor be obeyed.
/// </summary>
internal static class OneLine
{
    /// <summary>The text without control characters, line separators and marks that turn the direction of writing.</summary>
    public static string Of(string text) => text.Any(IsObeyed)
        ? string.Create(text.Length, text, (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = IsObeyed(source[i]) ? '\ufffd' : source[i];
            }
        })
        : text;

    private static bool IsObeyed(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
