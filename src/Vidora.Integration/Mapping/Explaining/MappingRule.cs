namespace Vidora.Integration;

/// <summary>A rule of the mapping, in words.</summary>
public sealed class MappingRule
{
    internal MappingRule(string group, string sentence)
    {
        Group = group;
        Sentence = sentence;
    }

    /// <summary>What kind of field it makes, such as <c>device</c> or <c>user attributes</c>.</summary>
    public string Group { get; }

    /// <summary>What the field is. For people; it may be worded differently one day.</summary>
    public string Sentence { get; }
}
