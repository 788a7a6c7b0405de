using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>Computes a fast 64-bit hash, the same in every process. It resists no adversary.</summary>
internal static class Utf8Hash
{
    private const ulong Prime1 = 0xA0761D6478BD642FUL;
    private const ulong Prime2 = 0xE7037ED1A0B428DBUL;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Prime1 ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Prime2);
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            tail |= (ulong)bytes[i] << (8 * i);
        }

        return Mix(hash ^ tail, Prime1 ^ Prime2);
    }

    /// <summary>Computes the hash of an event id, which is never 0.</summary>
    public static ulong OfEventId(ReadOnlySpan<byte> id) => Math.Max(1, Of(id));

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
