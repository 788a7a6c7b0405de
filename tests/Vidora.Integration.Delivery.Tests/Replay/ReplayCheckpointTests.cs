using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery.Tests.Replay;

[TestFixture]
public sealed class ReplayCheckpointTests : IDisposable
{
    private TemporaryFolder _folder = null!;

    private string FilePath => _folder.File("replay.checkpoint");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void Dispose() => _folder.Dispose();

    [Test]
    public void Open_AfterNotes_KnowsTheLastOneOfEachFile()
    {
        Write(File("/a", 3), File("/b", 1), File("/a", 7, isDone: true));

        using var checkpoint = Open();

        Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 7 done", "/b v1 1" }));
        Assert.That(checkpoint.Find("/a")!.Counts.Delivered, Is.EqualTo(7));
        Assert.That(checkpoint.Find("/c"), Is.Null);
    }

    [Test]
    public void Open_CutOffAnywhereInTheLastLine_KnowsWhatWasBefore()
    {
        Write(File("/a", 3), File("/\u00e4", 5));
        var whole = System.IO.File.ReadAllBytes(FilePath);
        var lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (var cut = lastLine; cut < whole.Length; cut++)
        {
            System.IO.File.WriteAllBytes(FilePath, whole[..cut]);
            using var checkpoint = Open();
            Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 3" }), $"cut at {cut}");
            checkpoint.Record([File("/c", 1)]);
            checkpoint.Dispose();
            using var again = Open();
            Assert.That(Describe(again), Is.EqualTo(new[] { "/a v1 3", "/c v1 1" }), $"cut at {cut}, and written on");
        }
    }

    [Test]
    public void Open_WhateverWasNoted_KnowsTheLastOfEach() => Prop.ForAll(
        Gen.Choose(0, 4).SelectMany(name => Gen.Choose(0, 1000), (name, count) => (name, count)).ListOf().Resize(40).ToArbitrary(),
        notes =>
        {
            System.IO.File.Delete(FilePath);
            Write([.. notes.Select(note => File($"/{note.name}", note.count))]);
            using var checkpoint = Open();
            var expected = notes.GroupBy(note => note.name, note => note.count).Select(group => $"/{group.Key} v1 {group.Last()}").Order(StringComparer.Ordinal);
            return Describe(checkpoint).SequenceEqual(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [TestCase("nothing of a checkpoint\n", 1)]
    [TestCase("{\"mpid\":1,\"events\":[]}", 1, Description = "a document without a line end")]
    [TestCase("{\"mpid\":1,\"events\":[]}\n", 1)]
    [TestCase("\n", 1)]
    public void Open_AnotherFile_RefusesAndLeavesItAsItIs(string content, int line)
    {
        System.IO.File.WriteAllText(FilePath, content);

        Assert.That(
            () => Open().Dispose(),
            Throws.TypeOf<ReplayException>().With.Message.Contains($"Line {line} of {FilePath}").And.Message.Contains("Choose another file"));
        Assert.That(System.IO.File.ReadAllText(FilePath), Is.EqualTo(content));
    }

    [Test]
    public void Open_DamagedLineInTheMiddle_RefusesAndNamesIt()
    {
        Write(File("/a", 3), File("/b", 5));
        System.IO.File.WriteAllText(FilePath, System.IO.File.ReadAllText(FilePath).Replace("\"/a\"", "\0\0\0\0", StringComparison.Ordinal));

        Assert.That(() => Open().Dispose(), Throws.TypeOf<ReplayException>().With.Message.Contains("Line 2 of"));
    }

    [Test]
    public void Open_EmptyFile_BeginsACheckpoint()
    {
        System.IO.File.WriteAllText(FilePath, "");

        using var checkpoint = Open();

        Assert.That(checkpoint.Files, Is.Empty);
    }

    [Test]
    public void Open_OtherFilter_Refuses()
    {
        Write(File("/a", 3));

        Assert.That(() => Open("other").Dispose(), Throws.TypeOf<ReplayException>().With.Message.Contains("other filters"));
    }

    [Test]
    public void Open_OfALaterVersion_Refuses()
    {
        System.IO.File.WriteAllText(FilePath, "{\"vidora_replay\":2}\n");

        Assert.That(() => Open().Dispose(), Throws.TypeOf<ReplayException>().With.Message.Contains("later version"));
    }

    [Test]
    public void Open_WhileAnotherHasIt_RefusesUntilThatOneIsDone()
    {
        using (Open())
        {
            Assert.That(() => Open().Dispose(), Throws.TypeOf<ReplayException>().With.Message.Contains("in use by another replay"));
        }

        Assert.That(() => Open().Dispose(), Throws.Nothing);
    }

    [Test]
    public void Open_NoFolder_SaysSo()
    {
        var path = _folder.File("none/checkpoint");

        Assert.That(
            () => ReplayCheckpoint.Open(path, "f", readOnly: false),
            Throws.TypeOf<ReplayException>().With.Message.Contains("The folder of the checkpoint").And.Message.Contains("does not exist"));
    }

    [Test]
    public void Open_ReadOnly_ReadsAndChangesNothing()
    {
        Write(File("/a", 3));
        var before = System.IO.File.ReadAllBytes(FilePath);
        using (Open())
        {
            using var checkpoint = Open(readOnly: true);
            checkpoint.Record([File("/a", 9, isDone: true)]);
            Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 3" }));
        }

        Assert.That(System.IO.File.ReadAllBytes(FilePath), Is.EqualTo(before));
    }

    [Test]
    public void Open_ReadOnlyWhereNothingIs_WritesNothing()
    {
        Open(readOnly: true).Dispose();

        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path), Is.Empty);
    }

    [Test]
    public void Note_VeryOften_FileStaysSmall()
    {
        using var checkpoint = Open();
        for (var i = 0; i < 5; i++)
        {
            checkpoint.Record(Enumerable.Range(0, 6_000).Select(number => File("/a", (i * 6_000) + number)));
            Assert.That(System.IO.File.ReadLines(FilePath).Count(), Is.LessThan(17_000));
        }

        checkpoint.Dispose();
        using var again = Open();
        Assert.That(Describe(again), Is.EqualTo(new[] { "/a v1 29999" }));
        Assert.That(System.IO.File.ReadLines(FilePath).Count(), Is.EqualTo(2), "written anew when it was opened");
    }

    private static ReplayFile File(string name, long documents, bool isDone = false) =>
        new(name, "v1", documents, isDone, new ReplayCounts { Documents = documents, Batches = documents, VidoraEvents = documents, Delivered = documents });

    private static IEnumerable<string> Describe(ReplayCheckpoint checkpoint) => checkpoint.Files
        .Select(file => $"{file.Name} {file.Version} {file.Documents}{(file.IsDone ? " done" : "")}")
        .Order(StringComparer.Ordinal);

    private ReplayCheckpoint Open(string filter = "filter", bool readOnly = false) => ReplayCheckpoint.Open(FilePath, filter, readOnly);

    private void Write(params ReplayFile[] files)
    {
        using var checkpoint = Open();
        foreach (var file in files)
        {
            checkpoint.Record([file]);
        }
    }
}
