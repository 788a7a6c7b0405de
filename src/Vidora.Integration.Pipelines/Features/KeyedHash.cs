using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vidora.Integration.Pipelines.Features;

/// <summary>Draws numbers for users that depend on the seed, the pipeline and the user alone.</summary>
internal sealed class KeyedHash
{
    private readonly byte[] _key;

    public KeyedHash(PredictionPipeline pipeline, string purpose) =>
        _key = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{pipeline.Seed}\n{pipeline.Name}\n{purpose}")));

    public ulong Of(string user)
    {
        Span<byte> hash = stackalloc byte[32];
        var text = Encoding.UTF8.GetBytes(user);
        var data = new byte[_key.Length + text.Length];
        _key.CopyTo(data, 0);
        text.CopyTo(data, _key.Length);
        SHA256.HashData(data, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Returns one of <paramref name="parts"/> equally large groups.</summary>
    public static int Part(ulong hash, int parts) => (int)((hash >> 11) % (ulong)parts);
}
