using System.Globalization;
using System.Text;

namespace Vidora.Integration.PureRooms;

/// <summary>Chooses parts of a file to mutate, the same parts in every run.</summary>
/// <remarks>
/// A part is what stands between two empty lines: a member, or a step of one. The choice depends on the text of the part alone, so that
/// a change elsewhere leaves the sample as it is.
/// </remarks>
/// <param name="percent">The share of the parts.</param>
internal sealed class MutationSample(int percent)
{
    private const uint Seed = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>Returns the file with the spans of the chosen parts, as Stryker's option reads them; null without any.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="name">Its name for Stryker.</param>
    public string? Of(string path, string name)
    {
        if (percent >= 100)
        {
            return name;
        }

        var text = File.ReadAllText(path);
        var spans = new StringBuilder(name);
        var chosen = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) is >= 0 and var found ? found : text.Length;
            if (Hash(text.AsSpan(start, end - start)) % 100 < percent)
            {
                spans.Append(CultureInfo.InvariantCulture, $"{{{start}..{end}}}");
                chosen++;
            }

            start = end + 2;
        }

        return chosen == 0 ? null : spans.ToString();
    }

    private static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = Seed;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * Prime;
        }

        // The last letters hardly reach the low bits.
        return hash ^ (hash >> 15);
    }
}
