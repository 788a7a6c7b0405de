using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Computes what a store and a topic keep of a forgotten user: the first 128 bits of SHA-256 over a prefix and the id.</summary>
/// <remarks>
/// A list of forgotten users must outlive them, so it holds no ids. The hash has no salt, because all processes must compute the same one:
/// a reader who has an id can find out whether it is in the list, and cannot read ids from it.
/// </remarks>
internal static class UserHash
{
    private const int MaxStackBytes = 256;

    private static ReadOnlySpan<byte> Prefix => "vidora-forgotten:"u8;

    public static UInt128 Of(string userId)
    {
        var size = Encoding.UTF8.GetByteCount(userId);
        Span<byte> bytes = size <= MaxStackBytes ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(userId, bytes);
        return Of(bytes);
    }

    /// <summary>Returns the hash of an id in UTF-8.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> userId)
    {
        var length = Prefix.Length + userId.Length;
        Span<byte> bytes = length <= MaxStackBytes ? stackalloc byte[length] : new byte[length];
        Prefix.CopyTo(bytes);
        userId.CopyTo(bytes[Prefix.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static byte[] ToBytes(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }

    public static UInt128 FromBytes(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
