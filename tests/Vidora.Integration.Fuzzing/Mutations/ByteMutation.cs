namespace Vidora.Integration.Fuzzing.Mutations;

/// <summary>Changes of bytes, without an idea of what they mean but for some words that mean something in many formats.</summary>
internal static class ByteMutation
{
    private static readonly byte[][] _words =
    [
        .. new[]
        {
            "\"", "\\", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "\n{", "}{", "\"}", "null", "true", "false", "0", "-", "-0", "1e400", "1E-400", ".5", "01", "+1", "1.",
            "9223372036854775807", "-9223372036854775808", "18446744073709551616", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u0000", "\\u00", "\\\"", "\"\"", "{}", "[]", "[[", "{\"\":",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xEF, 0xBB, 0xBF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x80, 0xA8], [0],
    ];

    /// <summary>One to eight changes.</summary>
    public static byte[] Change(ReadOnlySpan<byte> input, ReadOnlySpan<byte> other, IReadOnlyList<byte[]> words, Random random)
    {
        var bytes = new List<byte>(input.Length + 64);
        bytes.AddRange(input);
        for (var times = 1 << random.Next(4); times > 0; times--)
        {
            ChangeOnce(bytes, other, words, random);
        }

        return [.. bytes];
    }

    private static void ChangeOnce(List<byte> bytes, ReadOnlySpan<byte> other, IReadOnlyList<byte[]> words, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(3) == 0 ? random.Next(200) : random.Next(1, 9), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 6:
                var start = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.Slice(start, Math.Min(random.Next(64), other.Length - start)));
                break;
            case 7:
                var word = Word(words, random);
                bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
                bytes.InsertRange(at, word);
                break;
            default:
                bytes.InsertRange(at, Word(words, random));
                break;
        }
    }

    private static byte[] Word(IReadOnlyList<byte[]> words, Random random) =>
        words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : _words[random.Next(_words.Length)];
}
