namespace Vidora.Integration.Generator;

/// <summary>
/// SplitMix64. Written here because files are compared byte for byte, so the sequence must not depend on a runtime.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(NextUInt64() % (ulong)below);

    /// <summary>A number within the bounds, both included.</summary>
    public int Next(int from, int to) => from + Next(to - from + 1);

    /// <summary>A whole id of 64 bits; about half are negative, as MPIDs are.</summary>
    public long NextId() => (long)NextUInt64() | 1;

    public bool Chance(int percent) => Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextUInt64());
        BitConverter.TryWriteBytes(bytes[8..], NextUInt64());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
