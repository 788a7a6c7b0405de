namespace Vidora.Integration.Pipelines.Activity;

/// <summary>
/// Writes and reads records that are sorted by user: for each user the difference to the number of the user before, the count, and the
/// records. Numbers are in groups of seven bits. An event takes about eleven bytes; five of them are of its id.
/// </summary>
internal static class Segment
{
    private const int BufferSize = 256 * 1024;

    public sealed class Writer(Stream stream) : IDisposable
    {
        private readonly byte[] _buffer = new byte[BufferSize];
        private int _length;
        private int _user = -1;

        /// <summary>Writes the records of one user, who comes behind the one before.</summary>
        public void Write(ReadOnlySpan<ActivityRecord> records)
        {
            Number((ulong)(records[0].User - _user));
            _user = records[0].User;
            Number((ulong)records.Length);
            var known = 0L;
            foreach (ref readonly var record in records)
            {
                Number(ZigZag(record.Known - known));
                known = record.Known;
                Number(record.Known - record.Time);
                Number(((ulong)record.Shape << 2) | (record.Value != 0 ? 2u : 0) | (record.Id != 0 ? 1u : 0));
                if (record.Value != 0)
                {
                    Bytes(BitConverter.DoubleToUInt64Bits(record.Value), 8);
                }

                if (record.Id != 0)
                {
                    Bytes(record.Id, 5);
                }
            }
        }

        public void Dispose()
        {
            stream.Write(_buffer, 0, _length);
            _length = 0;
            (stream as FileStream)?.Flush(flushToDisk: true);
        }

        private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

        private void Number(ulong value)
        {
            Reserve(10);
            while (value >= 0x80)
            {
                _buffer[_length++] = (byte)(value | 0x80);
                value >>= 7;
            }

            _buffer[_length++] = (byte)value;
        }

        private void Bytes(ulong value, int count)
        {
            Reserve(count);
            for (var i = 0; i < count; i++)
            {
                _buffer[_length++] = (byte)(value >> (8 * i));
            }
        }

        private void Reserve(int bytes)
        {
            if (_length + bytes > _buffer.Length)
            {
                stream.Write(_buffer, 0, _length);
                _length = 0;
            }
        }
    }

    public sealed class Reader : IDisposable
    {
        private readonly Stream _stream;
        private readonly byte[] _buffer = new byte[BufferSize];
        private int _position;
        private int _length;
        private int _user = -1;

        public Reader(Stream stream)
        {
            _stream = stream;
            MoveNext();
        }

        /// <summary>Gets the user whose records come next; int.MaxValue at the end.</summary>
        public int NextUser { get; private set; }

        /// <summary>Adds the records of the next user to a list.</summary>
        /// <exception cref="InvalidDataException">Throws when the segment is cut.</exception>
        public void Read(List<ActivityRecord> records)
        {
            var count = Number();
            var known = 0L;
            for (; count > 0; count--)
            {
                var delta = Number();
                known += (long)(delta >> 1) ^ -(long)(delta & 1);
                var before = Number();
                var shape = Number();
                records.Add(new ActivityRecord
                {
                    User = _user,
                    Known = (uint)known,
                    Time = (uint)(known - (long)before),
                    Shape = (int)(shape >> 2),
                    Value = (shape & 2) != 0 ? BitConverter.UInt64BitsToDouble(Bytes(8)) : 0,
                    Id = (shape & 1) != 0 ? Bytes(5) : 0,
                });
            }

            MoveNext();
        }

        public void Dispose() => _stream.Dispose();

        private void MoveNext()
        {
            if (!TryFill())
            {
                NextUser = int.MaxValue;
                return;
            }

            NextUser = _user += (int)Number();
        }

        private bool TryFill()
        {
            if (_position == _length)
            {
                (_position, _length) = (0, _stream.Read(_buffer));
            }

            return _position < _length;
        }

        private byte Byte() => TryFill() ? _buffer[_position++] : throw new InvalidDataException("A file of the activity store is cut. Delete the folder and read the history again.");

        private ulong Number()
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var next = Byte();
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        private ulong Bytes(int count)
        {
            var value = 0UL;
            for (var i = 0; i < count; i++)
            {
                value |= (ulong)Byte() << (8 * i);
            }

            return value;
        }
    }
}
