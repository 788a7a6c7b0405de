using System.Text;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Returns whether an item with a user and bytes has to do with forgotten users.</summary>
internal delegate bool FindsTraces(string? userId, ReadOnlySpan<byte> content);

/// <summary>Finds users in unreadable bytes, by their id as text that is not part of a longer word or number.</summary>
internal sealed class UserTraces(IEnumerable<string> userIds)
{
    private readonly HashSet<string> _ids = userIds.ToHashSet(StringComparer.Ordinal);
    private readonly List<byte[]> _texts = userIds.Select(Encoding.UTF8.GetBytes).ToList();

    public bool AreIn(string? userId, ReadOnlySpan<byte> content)
    {
        if (userId is not null && _ids.Contains(userId))
        {
            return true;
        }

        foreach (var text in _texts)
        {
            if (Contains(content, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(ReadOnlySpan<byte> content, ReadOnlySpan<byte> text)
    {
        for (var start = 0; ;)
        {
            var at = content[start..].IndexOf(text);
            if (at < 0)
            {
                return false;
            }

            at += start;
            var end = at + text.Length;
            if ((at == 0 || !IsWord(content[at - 1])) && (end == content.Length || !IsWord(content[end])))
            {
                return true;
            }

            start = at + 1;
        }
    }

    /// <summary>Returns whether a byte is part of a word or a number.</summary>
    public static bool IsWord(byte value) => value is (byte)'-' or (byte)'_' || char.IsAsciiLetterOrDigit((char)value);
}
