using System.Text;
using Vidora.Integration.Delivery.Compression;

namespace Vidora.Integration.Delivery.Tests.Replay;

/// <summary>What is whole in a damaged file is sent, what is not is reported, and the files beside it do not notice.</summary>
[TestFixture]
public sealed class DamagedFilesTests : IDisposable
{
    private Archive _archive = null!;
    private ScriptedClient _client = null!;

    [SetUp]
    public void MakeArchive()
    {
        _archive = new Archive();
        _client = new ScriptedClient(TimeProvider.System);
        _archive.Write("z.txt", Archive.Lines(Archive.Batch(1, "after")));
    }

    [TearDown]
    public void Dispose() => _archive.Dispose();

    [Test]
    public async Task Gzip_CutOffAnywhere_IsReportedAndTriedAgain()
    {
        var documents = Enumerable.Range(1, 40).Select(i => Archive.Batch(i, $"e{i}")).ToArray();
        var whole = Archive.Gzip(Archive.Lines(documents));
        for (var cut = 2; cut < whole.Length; cut += 7)
        {
            _client = new ScriptedClient(TimeProvider.System);
            _archive.Write("a.txt.gz", whole[..cut]);

            var report = await ReplayRun.OfAsync(_client, _archive);

            Assert.That(report.Files[0].State, Is.EqualTo(ReplayFileState.Unreadable), $"cut at {cut}");
            Assert.That(report.Files[0].Problem, Is.Not.Empty);
            Assert.That((report.AddsUp, report.IsClean), Is.EqualTo((true, false)));
            Assert.That(report.Files[0].Counts.UnreadableDocuments, Is.Zero, "half a document is not counted as one");
            Assert.That(_client.Sent(), Is.Unique.And.Contains("after"));
        }
    }

    [Test]
    public async Task Gzip_DamagedAndThenRepaired_SendsTheRestOnly()
    {
        var documents = Enumerable.Range(1, 3_000).Select(i => Archive.Batch(i, $"e{i}")).ToArray();
        var whole = Archive.Gzip(Archive.Lines(documents));
        var file = _archive.Write("a.txt.gz", whole[..(whole.Length / 2)]);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        var first = await ReplayRun.OfAsync(_client, _archive, options);
        var arrived = _client.Sent().ToList();

        var again = await ReplayRun.OfAsync(_client, _archive, options);
        Assert.That(_client.Sent(), Is.EqualTo(arrived), "as damaged as before: nothing to add");
        Assert.That(again.Files[0].State, Is.EqualTo(ReplayFileState.Unreadable));

        await File.WriteAllBytesAsync(file, whole);
        var repaired = await ReplayRun.OfAsync(_client, _archive, options);
        Assert.That(repaired.Files[0].State, Is.EqualTo(ReplayFileState.Changed), "another file, for all the checkpoint knows");
        Assert.That(_client.Sent().ToList(), Is.EqualTo(arrived));
        Assert.That(arrived, Has.Count.GreaterThan(1_000).And.Count.LessThan(3_000));
        Assert.That(first.Total.Delivered, Is.EqualTo(arrived.Count));
    }

    [Test]
    public async Task Gzip_FlippedBits_NeverEndsCleanly()
    {
        var documents = Enumerable.Range(1, 40).Select(i => Archive.Batch(i, $"e{i}")).ToArray();
        var whole = Archive.Gzip(Archive.Lines(documents));
        for (var at = 10; at < whole.Length; at += 23)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            _archive.Write("a.txt.gz", damaged);

            var report = await ReplayRun.OfAsync(new ScriptedClient(TimeProvider.System), _archive);

            Assert.That((report.IsClean, report.AddsUp), Is.EqualTo((false, true)), $"flipped at {at}");
        }
    }

    [Test]
    public async Task Gzip_SeveralMembers_AreOneFile()
    {
        _archive.Write("a.gz", [.. Archive.Gzip(Archive.Batch(1, "a")), .. Archive.Gzip("\n" + Archive.Batch(1, "b")), .. Archive.Gzip("")]);

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That(report.IsClean, Is.True);
        Assert.That(_client.Sent(), Is.EquivalentTo(new[] { "a", "b", "after" }));
    }

    [Test]
    public async Task HalfLines_TakeNoGoodOneWithThem()
    {
        var whole = Archive.Batch(1, "cut");
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a"), whole[..(whole.Length / 2)], Archive.Batch(1, "b"), "}", "nonsense") + whole[..^2]);

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That(_client.Sent(), Is.EquivalentTo(new[] { "a", "b", "after" }));
        var counts = report.Files[0].Counts;
        Assert.That((report.Files[0].State, counts.Batches, report.AddsUp, report.IsClean), Is.EqualTo((ReplayFileState.Complete, 2L, true, false)));
        Assert.That(counts.UnreadableDocuments, Is.GreaterThanOrEqualTo(4).And.EqualTo(report.Problems.Count));
        Assert.That(report.Problems.Select(problem => problem.Position), Is.Ordered.And.All.GreaterThan(0));
    }

    [Test]
    public async Task Concatenated_WithoutLineEnds_AreAllRead()
    {
        _archive.Write("a.txt", Archive.Batch(1, "a") + Archive.Batch(1, "b") + Archive.Batch(1, "c"));

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That((report.IsClean, report.Files[0].Counts.Batches), Is.EqualTo((true, 3L)));
        Assert.That(_client.Sent(), Is.EquivalentTo(new[] { "a", "b", "c", "after" }));
    }

    [Test]
    public async Task Utf16_IsNamedAsWhatItIs([Values("utf-16", "utf-16BE", "utf-32")] string encoding, [Values] bool withMark)
    {
        var wide = Encoding.GetEncoding(encoding);
        _archive.Write("a.txt", [.. withMark ? wide.GetPreamble() : [], .. wide.GetBytes(Archive.Lines(Archive.Batch(1, "a")))]);

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That((report.Files[0].State, report.Files[0].Counts.Documents), Is.EqualTo((ReplayFileState.Unreadable, 0L)));
        Assert.That(report.Files[0].Problem, Does.Contain("UTF-16").And.Contain("Convert it first"));
        Assert.That(_client.Sent(), Is.EqualTo(new[] { "after" }));
    }

    [Test]
    public async Task Latin1_DocumentsWithOtherLettersAreRefused_TheOthersAreSent()
    {
        _archive.Write("a.txt", Encoding.Latin1.GetBytes(Archive.Lines(Archive.Batch(1, "a"), Archive.Batch(1, "d\u00e9j\u00e0"), Archive.Batch(1, "b"))));

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That(_client.Sent(), Is.EquivalentTo(new[] { "a", "b", "after" }));
        Assert.That((report.Files[0].Counts.UnreadableDocuments, report.AddsUp), Is.EqualTo((1L, true)));
        Assert.That((report.Problems.Single().Document, report.Problems.Single().EventId), Is.EqualTo((2L, (string?)null)));
    }

    [Test]
    public async Task Utf8Mark_IsNoPartOfTheFirstDocument()
    {
        _archive.Write("a.txt", "\uFEFF" + Archive.Lines(Archive.Batch(1, "a")));

        Assert.That((await ReplayRun.OfAsync(_client, _archive)).IsClean, Is.True);
        Assert.That(_client.Sent(), Does.Contain("a"));
    }

    [Test]
    public async Task NulBytes_OfADiskThatLostItsPower_AreReportedAndPassedOver()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")) + new string('\0', 5_000) + "\n" + Archive.Lines(Archive.Batch(1, "b")));

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That(_client.Sent(), Is.EquivalentTo(new[] { "a", "b", "after" }));
        Assert.That((report.Files[0].Counts.UnreadableDocuments, report.AddsUp), Is.EqualTo((1L, true)));
    }

    [Test]
    public async Task OnlyLineEnds_IsAFileWithoutDocuments()
    {
        _archive.Write("a.txt", "\n\r\n\n");

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That((report.Files[0].State, report.Files[0].Counts.Documents, report.IsClean), Is.EqualTo((ReplayFileState.Complete, 0L, true)));
    }

    [Test]
    public void WholeGzipStream_ReadInPiecesOfAnySize_IsWhatWasPacked([Values(0, 1, 15, 16, 17, 70_000)] int length, [Values(1, 16, 4_096)] int piece)
    {
        var content = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        using var stream = new WholeGzipStream(new MemoryStream(Archive.Gzip(content)));
        var read = new List<byte>();
        var buffer = new byte[piece];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            read.AddRange(buffer[..count]);
        }

        Assert.That(read, Is.EqualTo(content).AsCollection);
    }
}
