using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.AspNetCore.Receiving;

namespace Vidora.Integration.AspNetCore.Tests.Receiving;

public sealed class BytesInHandTests
{
    private const long MiB = 1024 * 1024;

    private readonly FakeTimeProvider _time = new();

    [TestCase(64 * MiB, long.MaxValue, 16)]
    [TestCase(64 * MiB, 100 * MiB, 6)]
    [TestCase(1 * MiB, long.MaxValue, 3)]
    public void Rent_UpToTheLimit_IsExact(long option, long memory, int arrays)
    {
        // Bodies of at most 4 MiB less one byte: the largest array has 4 MiB.
        using var bytes = Create(option, memory);
        var rented = Enumerable.Range(0, arrays).Select(_ => bytes.Rent(4 * MiB)).ToList();
        Assert.That(rented, Has.All.Length.EqualTo(4 * MiB), "the limit is met");
        Assert.That(bytes.Rent(4 * MiB), Is.Null);
        Assert.That(bytes.Held, Is.EqualTo(arrays * 4 * MiB), "a refusal takes nothing");
        bytes.Return(rented[0]!);
        Assert.That(bytes.Rent(4 * MiB), Is.SameAs(rented[0]), "large arrays are used again");
        Assert.That(bytes.Rent(4 * MiB), Is.Null);
    }

    [Test]
    public void GiveBack_OnceAfterABurst_WhenMostOfItIsOver()
    {
        var given = 0;
        using var bytes = Create(256 * MiB, long.MaxValue, () => given++);
        var rented = Rent(25);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(given, Is.Zero, "it is still in hand");
        rented[..19].ForEach(bytes.Return);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(given, Is.EqualTo(1));
        rented[19..].ForEach(bytes.Return);
        Rent(7).ForEach(bytes.Return);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(given, Is.EqualTo(1), "this was no burst");
        Rent(8).ForEach(bytes.Return);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(given, Is.EqualTo(2));

        List<byte[]> Rent(int count) => [.. Enumerable.Range(0, count).Select(_ => bytes.Rent(4 * MiB)!)];
    }

    [Test]
    public void GiveBack_AfterABurst_KeepsNoArray()
    {
        using var bytes = Create(256 * MiB, long.MaxValue, () => { });
        var arrays = Burst();
        _time.Advance(TimeSpan.FromSeconds(5));
        GC.Collect();
        Assert.That(arrays.Count(array => array.IsAlive), Is.Zero);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        List<WeakReference> Burst()
        {
            var rented = Enumerable.Range(0, 10).Select(_ => bytes.Rent(4 * MiB)!).ToList();
            rented.ForEach(bytes.Return);
            return rented.ConvertAll(array => new WeakReference(array));
        }
    }

    [TestCase("plain", "None")]
    [TestCase("gzip", "None")]
    [TestCase("br", "None")]
    [TestCase("corrupt", "Corrupt")]
    [TestCase("deflate", "UnsupportedEncoding")]
    [TestCase("large", "TooLarge")]
    [TestCase("announced", "TooLarge")]
    [TestCase("bomb", "TooLarge")]
    [TestCase("aborted", "Aborted")]
    [TestCase("busy", "Busy")]
    [TestCase("work", "Busy")]
    public async Task Read_EndsAnyhow_ReturnsEveryByte(string body, string fault)
    {
        using var bytes = Create(1 * MiB, long.MaxValue, maxRequestBytes: 64 * 1024);
        var others = body == "work" ? (3 * MiB) - (70 * 1024) : body == "busy" ? (3 * MiB) - (20 * 1024) : 0;
        var held = new List<byte[]>();
        for (var left = others; left > 0; left -= held[^1].Length)
        {
            held.Add(bytes.Rent(1L << System.Numerics.BitOperations.Log2((ulong)left))!);
        }

        var http = new DefaultHttpContext();
        var request = http.Request;
        var content = new byte[40 * 1024];
        (request.Body, var encoding) = body switch
        {
            "gzip" => (Compress(stream => new GZipStream(stream, CompressionLevel.Fastest), content), "gzip"),
            "br" => (Compress(stream => new BrotliStream(stream, CompressionLevel.Fastest), content), "br"),
            "bomb" => (Compress(stream => new GZipStream(stream, CompressionLevel.Fastest), new byte[200 * 1024]), "gzip"),
            "corrupt" => (new MemoryStream([31, 139, 8, 1]), "gzip"),
            "deflate" => (new MemoryStream(content), "deflate"),
            "large" => (new MemoryStream(new byte[(64 * 1024) + 1]), ""),
            "aborted" => (new HangingStream(), ""),
            _ => ((Stream)new MemoryStream(content), ""),
        };
        request.Headers.ContentEncoding = encoding;
        request.ContentLength = body == "announced" ? 64 * 1024 + 1 : null;
        using var abort = new CancellationTokenSource();
        http.RequestAborted = abort.Token;

        var reading = RequestBody.ReadAsync(request, 64 * 1024, bytes, _time).AsTask();
        if (body == "aborted")
        {
            Assert.That(bytes.Held, Is.Positive, "the first bytes are in hand");
            await abort.CancelAsync();
        }

        using (var read = await reading)
        {
            Assert.That(read.Fault.ToString(), Is.EqualTo(fault));
            Assert.That(bytes.Held - others, Is.GreaterThanOrEqualTo(fault == "None" ? content.Length : read.Bytes.Length));
        }

        Assert.That(bytes.Held, Is.EqualTo(others));
    }

    [Test]
    public async Task Read_AMinuteLong_IsTooSlow()
    {
        using var bytes = Create(1 * MiB, long.MaxValue);
        var request = new DefaultHttpContext { Request = { Body = new HangingStream() } }.Request;
        var reading = RequestBody.ReadAsync(request, 1024, bytes, _time).AsTask();
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.That(reading.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        using var read = await reading;
        Assert.That(read.Fault, Is.EqualTo(RequestBodyFault.TooSlow));
    }

    [Test]
    public void Grow_LargeBodyIsAnnounced_HoldsLittleUntilItComes()
    {
        using var bytes = Create(64 * MiB, long.MaxValue, maxRequestBytes: 16 * (int)MiB);
        using var body = new PooledBytes(bytes, 16 * (int)MiB, expected: 16 * MiB);
        Fill(1024 * 1024);
        Assert.That(bytes.Held, Is.EqualTo(MiB));
        Fill(1);
        Assert.That(bytes.Held, Is.EqualTo((16 * MiB) + 1), "one array of the right size instead of four");

        void Fill(int count)
        {
            while (count > 0 && body.TryGetRoom(out var room))
            {
                var taken = Math.Min(count, room.Length);
                body.Advance(taken);
                count -= taken;
            }
        }
    }

    private BytesInHand Create(long option, long memory, Action? giveBack = null, int maxRequestBytes = (4 * 1024 * 1024) - 1) =>
        new(new VidoraEndpointOptions { MaxBytesInHand = option, MaxRequestBytes = maxRequestBytes }, _time, memory, giveBack);

    private static MemoryStream Compress(Func<Stream, Stream> open, byte[] content)
    {
        var output = new MemoryStream();
        using (var compression = open(new PassThrough(output)))
        {
            compression.Write(content);
        }

        output.Position = 0;
        return output;
    }

    /// <summary>Keeps the stream behind it open.</summary>
    private sealed class PassThrough(Stream inner) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);
    }

    /// <summary>Brings one byte and then waits.</summary>
    private sealed class HangingStream : MemoryStream
    {
        private bool _began;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_began)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            _began = true;
            return 1;
        }
    }
}
