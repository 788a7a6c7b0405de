using System.Buffers;
using System.Text;
using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>
/// Splits an input that holds documents one a line, one behind the other, or as a JSON list. Reads only the brackets and strings
/// of a document that may be broken. A document that is cut off ends where a line begins with an opening brace that cannot belong to it, so that the
/// next document survives. The result does not depend on the pieces in which the input comes: each decision rests on a
/// document's first bytes, up to the limit.
/// </summary>
/// <remarks>A part of the object that enumerates the documents: most inputs are one small document.</remarks>
internal struct DocumentSplitter(MParticleReadLimits limits, bool copy)
{
    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]\n"u8);
    private static readonly SearchValues<byte> _insideText = SearchValues.Create("\"\\\n"u8);

    private static ReadOnlySpan<byte> _packedObject => "\"{\\"u8;

    private byte[] _brackets = [];
    private int _number;
    private long _position;
    private long _line = 1;
    private int _openLists;
    private bool _isSkipping;
    private bool _wasNoBatch;
    private bool _isUtf16;

    /// <summary>Gets the number of bytes that were taken.</summary>
    public readonly long Position => _position;

    public readonly MParticleReadLimits Limits => limits;

    private enum Ending
    {
        /// <summary>The brackets match.</summary>
        Complete,

        /// <summary>It is cut off or its brackets do not match.</summary>
        Broken,

        /// <summary>It does not begin like a document.</summary>
        NoDocument,

        /// <summary>More bytes are needed to tell.</summary>
        Open,
    }

    /// <summary>Takes one document, or the separators before it, from the front of <paramref name="data"/>.</summary>
    /// <param name="data">The bytes that are not taken yet.</param>
    /// <param name="final">Whether the input ends here.</param>
    /// <param name="document">The document; null when there was none.</param>
    /// <returns>The number of bytes taken; 0 when more are needed.</returns>
    public int Take(ReadOnlyMemory<byte> data, bool final, out MParticleDocument? document)
    {
        document = null;
        var span = data.Span;
        if (_position == 0)
        {
            // The encoding shows in two bytes.
            if (span.Length == 1 && !final)
            {
                return 0;
            }

            _isUtf16 = Envelopes.IsUtf16(span);
        }

        var taken = _isSkipping ? SkipToNextDocument(span, final) : SkipSeparators(span);
        if (taken > 0)
        {
            return Advance(span, taken, final);
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

        var mayBecomeByteOrderMark = !final && Encoding.UTF8.Preamble.StartsWith(span);
        if (_isSkipping || mayBecomeByteOrderMark)
        {
            return 0;
        }

        var isOverLimit = span.Length > limits.MaxDocumentBytes;
        var seen = isOverLimit ? span[..limits.MaxDocumentBytes] : span;
        MParticleBatch? batch = null;
        var ending = !copy && final && !isOverLimit && !_wasNoBatch && span[0] == (byte)'{' && TryRead(data, out batch, out var end)
            ? Ending.Complete
            : FindEnd(seen, final && !isOverLimit, out end);
        switch (ending)
        {
            case Ending.Complete:
                document = Create(data[..end], null, batch);
                break;
            case Ending.Broken:
                document = Create(data[..TrimEnd(span[..end])], new("the document is cut off, or its brackets do not match."));
                break;
            case Ending.NoDocument:
                document = Create(data[..TrimEnd(span[..end])], new(span.StartsWith(_packedObject)
                    ? "this is text, not an object. When it holds a batch, as in an array of Azure Event Hubs, unpack it."
                    : "this is not JSON: a document begins with an opening brace."));
                break;
            case Ending.Open when isOverLimit:
                document = Create(data[..seen.Length], JsonDocuments.TooLarge(limits));
                _isSkipping = true;

                // The line end may be the one that the next document stands behind.
                end = seen[^1] == (byte)'\n' && seen.Length > 1 ? seen.Length - 1 : seen.Length;
                break;
            default:
                return 0;
        }

        return Advance(span, end, final);
    }

    private MParticleDocument Create(ReadOnlyMemory<byte> bytes, MParticleFormatException? error, MParticleBatch? batch = null)
    {
        _number++;
        var message = error is not null && _isUtf16 ? JsonDocuments.Utf16 : error?.Message;
        return new MParticleDocument(
            _number, _position, _line, copy ? bytes.ToArray() : bytes, message is null ? null : new(message, _number, _position, _line), limits, batch);
    }

    private int Advance(ReadOnlySpan<byte> data, int count, bool final)
    {
        _position += count;

        // Most inputs end with their first document, and nothing has a line behind the end.
        if (count < data.Length || !final || _openLists > 0)
        {
            _line += data[..count].Count((byte)'\n');
        }

        return count;
    }

    /// <summary>Returns the length of the white space, commas, list brackets and byte order marks at the front.</summary>
    private int SkipSeparators(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
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
                case 0 or 0xFE or 0xFF when _isUtf16:
                    break;
                case 0xEF when data[i..].StartsWith(Encoding.UTF8.Preamble):
                    i += Encoding.UTF8.Preamble.Length - 1;
                    break;
                default:
                    return i;
            }
        }

        return data.Length;
    }

    /// <summary>Returns the length of the rest of a document that was too large.</summary>
    private int SkipToNextDocument(ReadOnlySpan<byte> data, bool final)
    {
        var next = data.IndexOf("\n{"u8);
        _isSkipping = next < 0 && !final;
        return next >= 0 ? next + 1 : final ? data.Length : Math.Max(0, data.Length - 1);
    }

    /// <summary>Finds the end of the document at the front of <paramref name="data"/>.</summary>
    /// <param name="data">The bytes up to the limit.</param>
    /// <param name="final">Whether the input ends here.</param>
    /// <param name="end">The end of the document, unless it is open.</param>
    private Ending FindEnd(ReadOnlySpan<byte> data, bool final, out int end)
    {
        if (_openLists > 0 && (data.StartsWith(_packedObject) || (!final && _packedObject.StartsWith(data))))
        {
            end = TextEnd(data, 0, out var isCut);
            return isCut || end < data.Length || final ? Ending.NoDocument : Ending.Open;
        }

        if (data[0] != (byte)'{')
        {
            end = data.IndexOfAny((byte)'\n', (byte)'{');
            if (end < 0)
            {
                end = data.Length;
                return final ? Ending.NoDocument : Ending.Open;
            }

            return Ending.NoDocument;
        }

        _brackets = _brackets.Length > 0 ? _brackets : new byte[limits.MaxDepth + 1];
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
                        end = firstBreak >= 0 ? firstBreak : position;
                        return Ending.Broken;
                    }

                    break;
                case (byte)'\n':
                    if (position + 1 < data.Length && data[position + 1] == (byte)'{')
                    {
                        var belongs = IsBeforeValue(data[..position], depth);
                        firstBreak = firstBreak < 0 ? position + 1 : firstBreak;
                        if (!belongs)
                        {
                            end = firstBreak;
                            return Ending.Broken;
                        }
                    }

                    position++;
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
                        return Mismatch(data, position, firstBreak, final, out end);
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

        // Up to the limit, the lines behind a break may still belong to the document.
        end = firstBreak >= 0 ? firstBreak : data.Length;
        return final || (firstBreak >= 0 && data.Length == limits.MaxDocumentBytes) ? Ending.Broken : Ending.Open;
    }

    /// <summary>
    /// Finds the end of a document by reading its batch, so that it is not looked through twice. An input with a document that is
    /// broken or no batch is not read so any more, because exceptions are slow.
    /// </summary>
    /// <param name="data">The bytes, which begin with the document.</param>
    /// <param name="batch">The batch; null when the document is a Firehose message.</param>
    /// <param name="end">The end of the document.</param>
    private bool TryRead(ReadOnlyMemory<byte> data, out MParticleBatch? batch, out int end)
    {
        try
        {
            var source = new JsonSource(data);
            var cursor = JsonCursor.Open(data.Span, limits.MaxDepth);
            batch = MParticleJson.ReadBatch(ref cursor, source, out var hasOthers);
            end = cursor.Position;
            source.EndAt(end);
            if (hasOthers && FirehoseJson.IsMessage(source.Span))
            {
                batch = null;
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or MParticleFormatException)
        {
            _wasNoBatch = true;
            batch = null;
            end = 0;
            return false;
        }
    }

    /// <summary>Ends a document whose brackets do not match with its line.</summary>
    private static Ending Mismatch(ReadOnlySpan<byte> data, int position, int firstBreak, bool final, out int end)
    {
        var lineEnd = data[position..].IndexOf((byte)'\n');
        end = firstBreak >= 0 ? firstBreak : lineEnd >= 0 ? position + lineEnd : data.Length;
        return firstBreak >= 0 || lineEnd >= 0 || final ? Ending.Broken : Ending.Open;
    }

    /// <summary>Returns the end of the text at <paramref name="position"/>, or the line end that cuts it off.</summary>
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
                    position += position + 1 < data.Length && data[position + 1] == (byte)'\n' ? 1 : 2;
                    break;
            }
        }

        return data.Length;
    }

    private static int TrimEnd(ReadOnlySpan<byte> data) => data.TrimEnd(" \t\r\n"u8).Length;

    /// <summary>Returns whether an object may follow <paramref name="data"/> at that depth.</summary>
    private bool IsBeforeValue(ReadOnlySpan<byte> data, int depth)
    {
        var last = data[TrimEnd(data) - 1];
        return depth < _brackets.Length && (_brackets[depth] == (byte)'}' ? last == (byte)':' : last is (byte)',' or (byte)'[');
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
