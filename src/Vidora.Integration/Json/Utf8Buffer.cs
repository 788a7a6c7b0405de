using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Vidora.Integration.Json;

/// <summary>
/// A growing run of UTF-8 bytes that is written once and read as spans. It keeps its array when cleared, so whoever
/// loops allocates only while it grows.
/// </summary>
internal sealed class Utf8Buffer
{
    private byte[] _bytes;

    public Utf8Buffer(int capacity = 256) => _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public void Append(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> value)
    {
        if (value.Length > _bytes.Length - Length)
        {
            Grow(value.Length);
        }

        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Appends three runs at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var total = first.Length + second.Length + third.Length;
        if (total > _bytes.Length - Length)
        {
            Grow(total);
        }

        var free = _bytes.AsSpan(Length);
        first.CopyTo(free);
        second.CopyTo(free[first.Length..]);
        third.CopyTo(free[(first.Length + second.Length)..]);
        Length += total;
    }

    public void Append(long value)
    {
        if (_bytes.Length - Length < 20)
        {
            Grow(20);
        }

        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>At least <paramref name="size"/> free bytes to write into; <see cref="Advance"/> takes what was used.</summary>
    public Span<byte> Free(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public byte[] ToArray() => Written.ToArray();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        var capacity = (int)Math.Min(Math.Max((long)_bytes.Length * 2, (long)Length + needed), Array.MaxLength);
        Array.Resize(ref _bytes, capacity);
    }
}
