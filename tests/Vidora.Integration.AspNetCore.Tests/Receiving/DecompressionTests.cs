using System.IO.Compression;
using System.Text;
using Vidora.Integration.AspNetCore.Receiving;

namespace Vidora.Integration.AspNetCore.Tests.Receiving;

public sealed class DecompressionTests
{
    private const int Max = 100_000;

    [Test]
    public void Decompress_AnyLength_IsWhatWasCompressed([Values("gzip", "br")] string encoding)
    {
        // Around the size of the buffer that .NET reads compressed bytes into, where a next member could be missed.
        foreach (var length in Enumerable.Range(0, 64).Select(i => i * 50).Concat(Enumerable.Range(8100, 200)))
        {
            var content = Noise(length);
            Assert.That(Decompress(encoding, Compress(encoding, content)), Is.EqualTo((RequestBodyFault.None, Convert.ToHexString(content))), $"{length}");
        }
    }

    [Test]
    public void Decompress_CutOffAnywhere_IsCorrupt([Values("gzip", "br")] string encoding, [Values] CompressionLevel level)
    {
        var compressed = Compress(encoding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"mpid\":\"1\"}\n", 20))), level);
        var faults = Enumerable.Range(1, compressed.Length - 1).Select(length => Decompress(encoding, compressed[..length]).Fault);
        Assert.That(faults, Is.All.EqualTo(RequestBodyFault.Corrupt));
    }

    [Test]
    public void Decompress_SomethingBehindTheEnd_IsCorrupt([Values("gzip", "br")] string encoding) =>
        Assert.That(Decompress(encoding, [.. Compress(encoding, "{}"u8.ToArray()), 1, 2, 3]).Fault, Is.EqualTo(RequestBodyFault.Corrupt));

    [Test]
    public void Decompress_SeveralMembers_AreOneBody() => Assert.That(
        Decompress("gzip", [.. Compress("gzip", "{}\n"u8.ToArray()), .. Compress("gzip", "[]"u8.ToArray())]),
        Is.EqualTo((RequestBodyFault.None, Convert.ToHexString("{}\n[]"u8))));

    [TestCase(0, RequestBodyFault.None)]
    [TestCase(1, RequestBodyFault.TooLarge)]
    [TestCase(16, RequestBodyFault.TooLarge)]
    [TestCase(17, RequestBodyFault.TooLarge)]
    [TestCase(1_000_000, RequestBodyFault.TooLarge)]
    public void Decompress_AroundTheBound_IsExact(int over, object expected)
    {
        foreach (var encoding in new[] { "gzip", "br" })
        {
            Assert.That(Decompress(encoding, Compress(encoding, new byte[Max + over])).Fault, Is.EqualTo(expected), encoding);
        }
    }

    private static (RequestBodyFault Fault, string Content) Decompress(string encoding, byte[] compressed)
    {
        using var inHand = new BytesInHand(new VidoraEndpointOptions(), TimeProvider.System, long.MaxValue);
        using var bytes = new PooledBytes(inHand, 1_000_000);
        for (var rest = compressed.AsMemory(); !rest.IsEmpty;)
        {
            Assert.That(bytes.TryGetRoom(out var room));
            var count = Math.Min(room.Length, rest.Length);
            rest[..count].CopyTo(room);
            bytes.Advance(count);
            rest = rest[count..];
        }

        using var output = new PooledBytes(inHand, Max);
        var fault = encoding == "br" ? Decompression.Unbrotli(bytes, output) : Decompression.Gunzip(bytes, output);
        return (fault, Convert.ToHexString(output.Written.Span));
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    private static byte[] Compress(string encoding, byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var output = new MemoryStream();
        using (Stream compression = encoding == "br" ? new BrotliStream(output, level) : new GZipStream(output, level))
        {
            compression.Write(content);
        }

        return output.ToArray();
    }
}
