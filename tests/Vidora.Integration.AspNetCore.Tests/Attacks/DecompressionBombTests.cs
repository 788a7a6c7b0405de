using System.Globalization;
using System.Net;
using System.Text;
using static Vidora.Integration.AspNetCore.Tests.BatchesTests;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A sender posts a small body that becomes a huge one: compressed a thousandfold, packed in many pieces, or made of millions of the
/// shortest documents. It is answered with 413 before it has gone off, and nothing of it is taken.
/// </summary>
[NonParallelizable]
[Slow]
public sealed class DecompressionBombTests
{
    private const int Limit = 64 * 1024;

    [Test]
    public async Task Post_Bomb_Is413([Values("batches", "firehose")] string endpoint, [Values("gzip", "br")] string encoding)
    {
        var content = endpoint == "batches" ? Batches.One("bomb") : Batches.Firehose("bomb");
        await AssertIsDefusedAsync(endpoint, encoding, Compress(encoding, Encoding.UTF8.GetBytes(content + new string(' ', 32 * 1024 * 1024))));
    }

    [Test]
    public async Task Post_BombInManyMembers_Is413([Values("batches", "firehose")] string endpoint)
    {
        var member = Compress("gzip", new byte[1024 * 1024]);
        await AssertIsDefusedAsync(endpoint, "gzip", [.. Enumerable.Repeat(member, Limit / member.Length).SelectMany(bytes => bytes)]);
    }

    [Test]
    public async Task Post_BombBehindAWholeDocument_LeavesNothing([Values("gzip", "br")] string encoding)
    {
        // The good document comes first, and would be taken if bodies were read as they come.
        await AssertIsDefusedAsync("batches", encoding, Compress(encoding, Encoding.UTF8.GetBytes(Batches.One("good") + "\n" + new string('x', 32 * 1024 * 1024))));
    }

    [TestCase("{}\n", HttpStatusCode.Accepted, 10_000)]
    [TestCase("{}\n", HttpStatusCode.RequestEntityTooLarge, 10_001)]
    [TestCase("{}", HttpStatusCode.RequestEntityTooLarge, 2_000_000)]
    [TestCase("1\n", HttpStatusCode.RequestEntityTooLarge, 2_000_000)]
    [TestCase("{\n", HttpStatusCode.RequestEntityTooLarge, 2_000_000)]
    public async Task Post_MillionsOfDocuments_Is413(string document, HttpStatusCode expected, int count)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var body = Compress("gzip", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(document, count))));

        var reply = await host.PostAsync("/mparticle/batches", body, Encoded("gzip"));

        Assert.That(reply.Status, Is.EqualTo(expected), reply.Body);
        Assert.That(await host.QuarantineAsync(), Is.Empty);
        if (expected is HttpStatusCode.RequestEntityTooLarge)
        {
            AssertProblem(reply, expected);
            Assert.That((string?)reply.Json["detail"], Does.Contain(10_000.ToString("N0", CultureInfo.InvariantCulture) + " documents"));
        }
    }

    [Test]
    public async Task Post_EventsThatRepeatALargeContext_AreBounded()
    {
        // 100 KB become 57 MB: each event has the attributes of its user.
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var events = string.Join(',', Enumerable.Repeat("""{"event_type":"custom_event","data":{"event_name":"a"}}""", 950));
        var document = $$$"""{"mpid":1,"environment":"production","user_attributes":{"a":"{{{new string('x', 60_000)}}}"},"events":[{{{events}}}]}""" + "\n";

        var whole = await host.PostAsync("/mparticle/batches", Compress("gzip", Encoding.UTF8.GetBytes(document)), Encoded("gzip"));
        Assert.That(whole.Status, Is.EqualTo(HttpStatusCode.Accepted));

        var reply = await host.PostAsync("/mparticle/batches", Compress("gzip", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(document, 60)))), Encoded("gzip"));
        AssertProblem(reply, HttpStatusCode.RequestEntityTooLarge);
        Assert.That((string?)reply.Json["detail"], Does.Contain("128 MiB of events"));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(950), "all or none");
    }

    private static async Task AssertIsDefusedAsync(string endpoint, string encoding, byte[] bomb)
    {
        await using var host = await ReceivingHost.StartAsync(options => options.MaxRequestBytes = Limit, vidoraIsDown: true);
        Assert.That(bomb, Has.Length.LessThanOrEqualTo(Limit), "or it is refused for its own size");
        var before = GC.GetTotalAllocatedBytes();

        var reply = await host.PostAsync($"/mparticle/{endpoint}", bomb, Encoded(encoding));

        var allocated = GC.GetTotalAllocatedBytes() - before;
        AssertProblem(reply, HttpStatusCode.RequestEntityTooLarge);
        Assert.That(allocated, Is.LessThan(16 * 1024 * 1024), "the bomb did not go off");
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }
}
