using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>Holds what the options say about attributes by their names; README, "Attributes by name".</summary>
internal sealed class AttributeRules
{
    private readonly byte[][] _excluded;
    private readonly byte[][] _only;
    private readonly byte[][] _typed;

    private AttributeRules(VidoraMappingOptions options)
    {
        _excluded = Patterns(options.ExcludeAttributes);
        _only = Patterns(options.OnlyAttributes);
        _typed = Patterns(options.TypedAttributes);
        ExcludesPersonalData = options.ExcludePersonalData;
    }

    /// <summary>Gets whether values that look personal are left out.</summary>
    public bool ExcludesPersonalData { get; }

    /// <summary>Returns the rules; null when the options say nothing about attributes.</summary>
    public static AttributeRules? Of(VidoraMappingOptions options) =>
        new AttributeRules(options) is { ExcludesPersonalData: false, _excluded: [], _only: [], _typed: [] } ? null : new AttributeRules(options);

    /// <summary>Returns whether the options leave the attribute of that name out. A leading <c>$</c> does not count.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public bool LeavesOut(ReadOnlySpan<byte> name) => Matches(_excluded, name) || (_only.Length > 0 && !Matches(_only, name));

    /// <summary>Returns whether text of the attribute becomes a number or a boolean where it can.</summary>
    /// <param name="name">The attribute's name, unescaped.</param>
    public bool IsTyped(ReadOnlySpan<byte> name) => Matches(_typed, name);

    private static byte[][] Patterns(IReadOnlyCollection<string>? names) => [.. (names ?? []).Select(name => Encoding.UTF8.GetBytes(name.TrimStart('$')))];

    private static bool Matches(byte[][] patterns, ReadOnlySpan<byte> name)
    {
        var plain = name is [(byte)'$', .. var rest] ? rest : name;
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Compares, ignoring the case of ASCII letters. A star stands for any characters.</summary>
    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        var (p, n, star, mark) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                (star, mark) = (p++, n);
            }
            else if (p < pattern.Length && char.ToLowerInvariant((char)pattern[p]) == char.ToLowerInvariant((char)name[n]))
            {
                (p, n) = (p + 1, n + 1);
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept((byte)'*') < 0;
    }
}
