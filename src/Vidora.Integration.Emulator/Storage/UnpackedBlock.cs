using System.IO.Compression;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>The packed block that was read last, unpacked: neighbours are read one after the other.</summary>
internal sealed class UnpackedBlock
{
    private EventSegment? _segment;
    private int _number;
    private byte[] _bytes = [];

    public ReadOnlySpan<byte> Get(EventSegment segment, int number, byte[] packed, int length)
    {
        if (!ReferenceEquals(segment, _segment) || number != _number)
        {
            if (_bytes.Length < length)
            {
                _bytes = new byte[length];
            }

            if (!BrotliDecoder.TryDecompress(packed, _bytes, out var written) || written != length)
            {
                throw new InvalidOperationException("A packed block of events cannot be unpacked.");
            }

            (_segment, _number) = (segment, number);
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>The block has changed.</summary>
    public void Forget() => _segment = null;
}
