using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Vidora.Integration.Json;

/// <summary>
/// A growing run of UTF-8 bytes that is written once and read as spans. It keeps its array when cleared, so whoever
/// loops allocates only while it grows.
/// </summary>
internal sealed class Utf8Buffer
{
    /// <summary>Most names and values are no longer than this.</summary>
    public const int Block = 32;

    private byte[] _bytes;

    public Utf8Buffer(int capacity = 256) => _bytes = new byte[capacity];

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

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

    /// <summary>
    /// Appends what two longer spans begin with. Short beginnings are copied as whole blocks, whatever is behind them too,
    /// because that is written over by what comes next: it costs less than branching on each length.
    /// </summary>
    public void Append(ReadOnlySpan<byte> first, int firstLength, ReadOnlySpan<byte> second, int secondLength)
    {
        var free = Free(firstLength + secondLength + Block);
        CopyBeginning(first, firstLength, free);
        CopyBeginning(second, secondLength, free[firstLength..]);
        Length += firstLength + secondLength;
    }

    /// <summary>What was written from <paramref name="start"/> on, and the free bytes behind it.</summary>
    public ReadOnlySpan<byte> From(int start) => _bytes.AsSpan(start);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBeginning(ReadOnlySpan<byte> source, int length, Span<byte> free)
    {
        if (length <= Block && source.Length >= Block)
        {
            source[..Block].CopyTo(free);
        }
        else
        {
            source[..length].CopyTo(free);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        var capacity = (int)Math.Min(Math.Max((long)_bytes.Length * 2, (long)Length + needed), Array.MaxLength);
        Array.Resize(ref _bytes, capacity);
    }
}
