using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Predictions;

/// <summary>Writes text as lower-case words joined by <c>_</c> (our choice of rules).</summary>
internal static class SnakeCase
{
    private const int StackChars = 256;
    private const int ExcerptChars = 100;

    /// <summary>Writes the normalised text. Returns Done, or DestinationTooSmall. Writes nothing for text without letters and digits.</summary>
    public static OperationStatus Write(ReadOnlySpan<char> text, Span<char> destination, out int charsWritten)
    {
        var words = new WordWriter(destination);
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            text = text[consumed..];
            if (status != OperationStatus.Done)
            {
                // Half of a surrogate pair is not a character.
                continue;
            }

            if (rune.IsAscii)
            {
                words.Add(rune);
                continue;
            }

            foreach (var part in Decompositions.Of(rune).EnumerateRunes())
            {
                words.Add(part);
            }
        }

        charsWritten = words.Overflowed ? 0 : words.Length;
        return words.Overflowed ? OperationStatus.DestinationTooSmall : OperationStatus.Done;
    }

    /// <summary>Returns the normalised text; empty when there is no letter and no digit.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> stack = stackalloc char[StackChars];
        if (Write(text, stack, out var written) == OperationStatus.Done)
        {
            return stack[..written].ToString();
        }

        // One character becomes at most 18, and each may get a separator.
        var capacity = StackChars;
        while (true)
        {
            capacity = checked(capacity * 4);
            var rented = ArrayPool<char>.Shared.Rent(capacity);
            try
            {
                if (Write(text, rented, out written) == OperationStatus.Done)
                {
                    return rented.AsSpan(0, written).ToString();
                }
            }
            finally
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Returns whether the text is normalised and not empty.</summary>
    public static bool IsNormal(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        if (text.Length > StackChars)
        {
            return text.SequenceEqual(Of(text));
        }

        Span<char> normal = stackalloc char[StackChars];
        return Write(text, normal, out var written) == OperationStatus.Done && text.SequenceEqual(normal[..written]);
    }

    /// <summary>Returns the text for a message, cut after 100 characters.</summary>
    public static string Excerpt(ReadOnlySpan<char> text) =>
        text.Length <= ExcerptChars ? text.ToString() : string.Concat(text[..ExcerptChars], "…");

    private ref struct WordWriter(Span<char> destination)
    {
        private readonly Span<char> _destination = destination;
        private Kind _previous = Kind.Separator;
        private bool _previousEndsRun;
        private int _previousStart;

        public int Length { get; private set; }

        public bool Overflowed { get; private set; }

        public void Add(Rune rune)
        {
            var lower = Rune.ToLowerInvariant(rune);
            var kind = KindOf(rune, lower);
            if (kind == Kind.Removed || Overflowed)
            {
                return;
            }

            if (kind == Kind.Separator)
            {
                _previous = Kind.Separator;
                return;
            }

            var startsWord = _previous == Kind.Separator
                ? Length > 0
                : kind == Kind.Upper && _previous is Kind.Lower or Kind.Digit;
            if (kind == Kind.Lower && _previousEndsRun && _previous == Kind.Upper)
            {
                SeparatePrevious();
            }

            if (startsWord)
            {
                Append(new Rune('_'));
            }

            _previousEndsRun = kind == Kind.Upper && _previous == Kind.Upper;
            _previousStart = Length;
            _previous = kind;
            Append(lower);
        }

        /// <summary>Puts a separator before the last letter, which ends a run of upper case and begins the next word.</summary>
        private void SeparatePrevious()
        {
            if (Length == _destination.Length)
            {
                Overflowed = true;
                return;
            }

            _destination[_previousStart..Length].CopyTo(_destination[(_previousStart + 1)..]);
            _destination[_previousStart] = '_';
            Length++;
        }

        private void Append(Rune rune)
        {
            if (Overflowed || !rune.TryEncodeToUtf16(_destination[Length..], out var written))
            {
                Overflowed = true;
                return;
            }

            Length += written;
        }

        private static Kind KindOf(Rune rune, Rune lower)
        {
            if (Rune.IsWhiteSpace(rune) || (rune.IsAscii && "_-/\\.,:;|".Contains((char)rune.Value)))
            {
                return Kind.Separator;
            }

            return Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.DecimalDigitNumber => Kind.Digit,
                UnicodeCategory.LowercaseLetter => Kind.Lower,

                // A letter without a lower-case form must not separate words.
                UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => lower == rune ? Kind.Letter : Kind.Upper,
                UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
                _ => Kind.Removed,
            };
        }

        private enum Kind
        {
            Removed,
            Separator,
            Digit,
            Lower,
            Upper,
            Letter,
        }
    }
}
