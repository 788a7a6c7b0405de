namespace Vidora.Integration.Json;

/// <summary>The words of an open set: each in one spelling, whatever spelling and case the wire has.</summary>
internal sealed class Vocabulary
{
    private const int LongestWord = 64;

    private readonly Utf8Names _names;
    private readonly string[] _words;

    /// <summary>Takes the words, each as its spelling in this library and, behind bars, the others that are seen.</summary>
    public Vocabulary(params string[] words)
    {
        _names = new Utf8Names([.. words.Select((word, i) => (word, i))]);
        _words = [.. words.Select(word => word.Split('|')[0])];
    }

    /// <summary>The word in this library's spelling; as it came when it is not known; null when there is none.</summary>
    public string? Find(JsonToken token)
    {
        var inner = token.Inner;
        if (token.Shape == JsonTokenShape.Text && inner.Length <= LongestWord)
        {
            Span<byte> lower = stackalloc byte[LongestWord];
            System.Text.Ascii.ToLower(inner, lower, out var written);
            var word = written == inner.Length ? _names.Find(lower[..written]) : -1;
            if (word >= 0)
            {
                return _words[word];
            }
        }

        return token.GetText();
    }
}
