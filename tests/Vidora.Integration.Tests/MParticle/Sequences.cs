using System.Buffers;

namespace Vidora.Integration.Tests.MParticle;

internal static class Sequences
{
    /// <summary>The bytes in pieces of that size.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
    {
        Segment? first = null;
        Segment? last = null;
        for (var start = 0; start < bytes.Length; start += size)
        {
            last = new Segment(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
