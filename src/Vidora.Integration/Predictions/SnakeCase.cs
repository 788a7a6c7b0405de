using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Predictions;

/// <summary>Any text as lower-case words joined by <c>_</c>: steps 1 to 4 of the rules for attribute names (our choice).</summary>
internal static class SnakeCase
{
    private const int StackChars = 256;
    private const int ExcerptChars = 100;

    /// <summary>
    /// Writes the normalised text. Done when it fits, DestinationTooSmall when not. Done with nothing written: nothing was left.
    /// </summary>
    public static OperationStatus Write(ReadOnlySpan<char> text, Span<char> destination, out int charsWritten)
    {
        var words = new WordWriter(destination);
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            text = text[consumed..];
            if (status != OperationStatus.Done)
            {
                // Half of a surrogate pair is no character: removed.
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

    /// <summary>The normalised text; empty when nothing is left.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> stack = stackalloc char[StackChars];
        if (Write(text, stack, out var written) == OperationStatus.Done)
        {
            return stack[..written].ToString();
        }

        // What fits depends on decomposition (18 characters for one at most) and on separators (one before each character).
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

    /// <summary>Whether the text is not empty and normalising it changes nothing.</summary>
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

    /// <summary>The text as it may stand in a message: not endless.</summary>
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

        /// <summary>Puts a separator before the last letter: it was the last of a run of upper case and begins the next word.</summary>
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

                // A letter without a lower-case form is still upper case after this, and must not separate words then.
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
