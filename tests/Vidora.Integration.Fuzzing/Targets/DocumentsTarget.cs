using System.Buffers;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Taking inputs of several documents apart: the same documents, whatever the pieces in which the input comes.</summary>
internal sealed class DocumentsTarget : FuzzTarget
{
    private static readonly MParticleReadLimits[] _limits =
    [
        MParticleReadLimits.Default, new() { MaxDocumentBytes = 1 }, new() { MaxDocumentBytes = 40, MaxDepth = 4 }, new() { MaxDocumentBytes = 700 },
        new() { MaxDocumentBytes = 4000, MaxDepth = 1 },
    ];

    public override string Name => "documents";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With(SeedDocuments.Inputs, [0, 0], [2, 3], [3, 1]);

    public override int ControlBytes => 2;

    public override bool Run(byte[] input)
    {
        var limits = _limits[input.Length > 0 ? input[0] % _limits.Length : 0];
        var pieces = input.Length > 1 ? (input[1] & 7) switch { 0 => 1, 1 => 7, 2 => 64, 3 => input[1] + 1, _ => 100 * input[1] + 1 } : 1;
        var bytes = input.AsMemory(Math.Min(input.Length, ControlBytes));

        // A stream that gives a byte at a time makes a document be looked through as often, as long as it is below 64 KiB.
        pieces = Math.Max(pieces, bytes.Length / 200);
        var whole = MParticleDocuments.Read(bytes, limits).ToList();
        var good = 0;
        var end = 0L;
        foreach (var document in whole)
        {
            FuzzViolationException.Unless(document.Position >= end, "A document begins before the one in front of it ends.");
            FuzzViolationException.Unless(document.Utf8Json.Length <= bytes.Length - document.Position, "A document is longer than the input.");
            FuzzViolationException.Unless(
                document.Utf8Json.Span.SequenceEqual(bytes.Span.Slice((int)document.Position, document.Utf8Json.Length)), "A document is not what stands there.");
            FuzzViolationException.Unless(
                document.Line == 1 + bytes.Span[..(int)document.Position].Count((byte)'\n') || document.Utf8Json.IsEmpty, "A document's line is wrong.");
            end = document.Position + document.Utf8Json.Length;
            good += document.TryReadBatch(MParticleFormat.Auto, out _, out var error) ? 1 : 0;
            FuzzViolationException.Unless(error is null || error.Document == document.Number, "An error is about another document.");
        }

        Same(whole, MParticleDocuments.Read(Sequence(bytes, pieces), limits).ToList(), "in pieces");
        Same(whole, ReadStream(bytes, pieces, limits), "from a stream");
        return good > 0;
    }

    private static List<MParticleDocument> ReadStream(ReadOnlyMemory<byte> bytes, int pieces, MParticleReadLimits limits)
    {
        using var stream = new PiecesStream(bytes, pieces);
        return MParticleDocuments.ReadAsync(stream, limits).ToBlockingEnumerable().ToList();
    }

    private static void Same(List<MParticleDocument> expected, List<MParticleDocument> found, string how)
    {
        FuzzViolationException.Unless(expected.Count == found.Count, $"There are {found.Count} documents {how}, {expected.Count} at once.");
        foreach (var (one, other) in expected.Zip(found))
        {
            FuzzViolationException.Unless(
                (one.Number, one.Position, one.Line, one.Error?.Message) == (other.Number, other.Position, other.Line, other.Error?.Message)
                    && one.Utf8Json.Span.SequenceEqual(other.Utf8Json.Span),
                $"A document is another one {how}.");
        }
    }

    private static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Piece(bytes[..Math.Min(size, bytes.Length)], 0);
        var last = first;
        for (var start = last.Memory.Length; start < bytes.Length; start += size)
        {
            last = last.Then(bytes.Slice(start, Math.Min(size, bytes.Length - start)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
