using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Holds the words of an open set, each in one spelling, whatever spelling and case the wire has.</summary>
/// <param name="words">Each word in the spelling of this library, then the others, separated by bars; lower case.</param>
internal sealed class Vocabulary(params string[] words)
{
    private readonly Utf8Names _names = new(words);

    public bool Knows(JsonToken token) => token.FindIn(_names) >= 0;

    /// <summary>Returns the word in this library's spelling; unchanged when it is not known; null when there is none.</summary>
    public string? Find(JsonToken token) => token.FindIn(_names) is >= 0 and var word ? _names[word] : token.GetText();
}
