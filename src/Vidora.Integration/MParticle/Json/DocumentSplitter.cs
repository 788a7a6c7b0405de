using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>
/// Finds where documents begin and end in an input that holds them one a line, one behind the other, or as a JSON list.
/// Reads no more of them than their brackets and strings. A document that is cut off ends where the next line begins
/// with an opening brace, so that it takes no good one with it.
/// </summary>
internal sealed class DocumentSplitter(MParticleReadLimits limits, bool copy)
{
    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]\n"u8);
    private static readonly SearchValues<byte> _insideText = SearchValues.Create("\"\\\n"u8);

    private readonly byte[] _brackets = new byte[limits.MaxDepth + 1];
    private int _number;
    private long _position;
    private long _line = 1;
    private int _openLists;
    private bool _skipping;

    private enum Ending
    {
        /// <summary>The brackets match.</summary>
        Complete,

        /// <summary>It is cut off or its brackets do not match.</summary>
        Broken,

        /// <summary>More bytes are needed to tell.</summary>
        Open,
    }

    /// <summary>
    /// Takes one document, or what separates two, from the front of <paramref name="data"/>.
    /// </summary>
    /// <param name="data">What has not been taken yet.</param>
    /// <param name="final">Whether nothing follows.</param>
    /// <param name="document">The document, null when there was none.</param>
    /// <returns>How many bytes were taken; 0 when more are needed.</returns>
    public int Take(ReadOnlyMemory<byte> data, bool final, out MParticleDocument? document)
    {
        document = null;
        var span = data.Span;
        var taken = _skipping ? SkipToNextDocument(span, final) : SkipSeparators(span);
        if (taken > 0)
        {
            return Advance(span, taken);
        }

        if (span.IsEmpty)
        {
            if (final && _openLists > 0)
            {
                _openLists = 0;
                document = Create(default, new("a list of documents is not closed; the input may be cut off."));
            }

            return 0;
        }

        if (span[0] != (byte)'{')
        {
            var length = span.IndexOfAny((byte)'\n', (byte)'{');
            if (length < 0 && !final && span.Length < limits.MaxDocumentBytes)
            {
                return 0;
            }

            length = length < 0 ? span.Length : length;
            document = Create(data[..length], new("this is not JSON: a document begins with an opening brace."));
            return Advance(span, length);
        }

        switch (FindEnd(span, final, out var end))
        {
            case Ending.Complete when end > limits.MaxDocumentBytes:
                document = Create(data[..limits.MaxDocumentBytes], JsonDocuments.TooLarge(limits));
                break;
            case Ending.Complete:
                document = Create(data[..end], null);
                break;
            case Ending.Broken:
                document = Create(
                    data[..Math.Min(end, limits.MaxDocumentBytes)],
                    new("the document is cut off, or its brackets do not match."));
                break;
            default:
                if (span.Length <= limits.MaxDocumentBytes)
                {
                    return 0;
                }

                document = Create(data[..limits.MaxDocumentBytes], JsonDocuments.TooLarge(limits));
                end = limits.MaxDocumentBytes;
                _skipping = true;
                break;
        }

        return Advance(span, end);
    }

    private MParticleDocument Create(ReadOnlyMemory<byte> bytes, MParticleFormatException? error)
    {
        _number++;
        return new MParticleDocument(
            _number, _position, _line, copy ? bytes.ToArray() : bytes, error is null ? null : new(error.Message, _number, _position, _line), limits);
    }

    private int Advance(ReadOnlySpan<byte> data, int count)
    {
        _line += data[..count].Count((byte)'\n');
        _position += count;
        return count;
    }

    /// <summary>How much white space, commas, list brackets and byte order mark is at the front.</summary>
    private int SkipSeparators(ReadOnlySpan<byte> data)
    {
        var i = _position == 0 && data.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        for (; i < data.Length; i++)
        {
            switch (data[i])
            {
                case (byte)'[':
                    _openLists++;
                    break;
                case (byte)']' when _openLists > 0:
                    _openLists--;
                    break;
                case (byte)',' when _openLists > 0:
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    return i;
            }
        }

        return i;
    }

    /// <summary>How much is left of a document that was too large.</summary>
    private int SkipToNextDocument(ReadOnlySpan<byte> data, bool final)
    {
        var next = data.IndexOf("\n{"u8);
        _skipping = next < 0 && !final;
        return next >= 0 ? next + 1 : final ? data.Length : Math.Max(0, data.Length - 1);
    }

    private Ending FindEnd(ReadOnlySpan<byte> data, bool final, out int end)
    {
        var firstBreak = -1;
        var depth = 0;
        var position = 0;
        while (true)
        {
            var next = data[position..].IndexOfAny(_structure);
            if (next < 0)
            {
                break;
            }

            position += next;
            var found = data[position];
            switch (found)
            {
                case (byte)'"':
                    position = TextEnd(data, position, out var cut);
                    if (cut)
                    {
                        end = position;
                        return Ending.Broken;
                    }

                    break;
                case (byte)'\n':
                    position++;
                    if (firstBreak < 0 && position < data.Length && data[position] == (byte)'{')
                    {
                        firstBreak = position;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    if (++depth < _brackets.Length)
                    {
                        _brackets[depth] = (byte)(found + 2);
                    }

                    position++;
                    break;
                default:
                    if (depth < _brackets.Length && _brackets[depth] != found)
                    {
                        var lineEnd = data[position..].IndexOf((byte)'\n');
                        end = firstBreak >= 0 ? firstBreak : lineEnd >= 0 ? position + lineEnd : data.Length;
                        return firstBreak >= 0 || lineEnd >= 0 || final || data.Length > limits.MaxDocumentBytes ? Ending.Broken : Ending.Open;
                    }

                    position++;
                    if (--depth == 0)
                    {
                        var cutOff = firstBreak >= 0 && !IsJson(data[..position]);
                        end = cutOff ? firstBreak : position;
                        return cutOff ? Ending.Broken : Ending.Complete;
                    }

                    break;
            }
        }

        if (final || (firstBreak >= 0 && data.Length > limits.MaxDocumentBytes))
        {
            end = firstBreak >= 0 ? firstBreak : data.Length;
            return Ending.Broken;
        }

        end = 0;
        return Ending.Open;
    }

    /// <summary>The position behind the text that begins at <paramref name="position"/>, or of the line end that cuts it off.</summary>
    private static int TextEnd(ReadOnlySpan<byte> data, int position, out bool cut)
    {
        cut = false;
        position++;
        while (position < data.Length)
        {
            var next = data[position..].IndexOfAny(_insideText);
            if (next < 0)
            {
                return data.Length;
            }

            position += next;
            switch (data[position])
            {
                case (byte)'"':
                    return position + 1;
                case (byte)'\n':
                    cut = true;
                    return position;
                default:
                    position += 2;
                    break;
            }
        }

        return data.Length;
    }

    private bool IsJson(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            JsonDocuments.ReadToEnd(ref reader);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
