using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Delivery.Replay;
using Vidora.Integration.Delivery.Tests.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Replay;

[Slow]
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
    public void Open_CheckpointOfLines_IsReadOnceAndContinued()
    {
        System.IO.File.WriteAllText(FilePath, Lines(("/a", 3, false), ("/b", 1, false), ("/a", 7, true)) + "{\"file\":\"/cut");
        using (var checkpoint = Open())
        {
            Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 7 done", "/b v1 1" }));
            checkpoint.Record([File("/b", 2)], [], []);
        }

        using var again = Open();

        Assert.That(Describe(again), Is.EqualTo(new[] { "/a v1 7 done", "/b v1 2" }));
        Assert.That(Directory.GetFiles(_folder.Path, "*-old"), Is.Empty);
    }

    [Test]
    public void Open_EndedWhileTheLinesWereTakenOver_TakesThemOverAgain()
    {
        System.IO.File.WriteAllText(FilePath + "-old", Lines(("/a", 3, false), ("/b", 1, false)));
        Write(File("/b", 5));
        System.IO.File.WriteAllText(FilePath + "-old", Lines(("/a", 3, false), ("/b", 1, false)));

        using var checkpoint = Open();

        Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 3", "/b v1 5" }), "what was recorded since then counts");
    }

    [Test]
    public void Open_CheckpointOfLinesToReadOnly_IsReadAndStays()
    {
        var lines = Lines(("/a", 3, false));
        System.IO.File.WriteAllText(FilePath, lines);

        using var checkpoint = Open(readOnly: true);

        Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 3" }));
        Assert.That(System.IO.File.ReadAllText(FilePath), Is.EqualTo(lines));
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

    [TestCase("nothing of a checkpoint\n")]
    [TestCase("{\"mpid\":1,\"events\":[]}")]
    public void Open_AnotherFile_RefusesAndLeavesItAsItIs(string content)
    {
        System.IO.File.WriteAllText(FilePath, content);

        Assert.That(
            () => Open().Dispose(),
            Throws.TypeOf<ReplayException>().With.Message.Contains($"{FilePath} is not a checkpoint").And.Message.Contains("choose another checkpoint"));
        Assert.That(System.IO.File.ReadAllText(FilePath), Is.EqualTo(content));
    }

    [Test]
    public void Open_DamagedLineInTheMiddle_RefusesAndNamesIt()
    {
        var lines = Lines(("/a", 3, false), ("/b", 5, false)).Replace("\"/a\"", "\0\0\0\0", StringComparison.Ordinal);
        System.IO.File.WriteAllText(FilePath, lines);

        Assert.That(() => Open().Dispose(), Throws.TypeOf<ReplayException>().With.Message.Contains("Line 2 of"));
        Assert.That(System.IO.File.ReadAllText(FilePath), Is.EqualTo(lines));
    }

    [TestCase(0)]
    [TestCase(40)]
    [TestCase(4_200)]
    [TestCase(8_300)]
    public void Open_DamagedAnywhere_IsAnErrorThatNamesTheFileAndNoOther(int at)
    {
        Write([.. Enumerable.Range(0, 50).Select(number => File($"/{number}", number))]);
        var bytes = System.IO.File.ReadAllBytes(FilePath);
        bytes.AsSpan(at, Math.Min(200, bytes.Length - at)).Fill(0x7e);
        System.IO.File.WriteAllBytes(FilePath, bytes);

        ReplayException? error = null;
        try
        {
            Open().Dispose();
        }
        catch (ReplayException e)
        {
            error = e;
        }

        Assert.That(error?.Message ?? FilePath, Does.Contain(FilePath));
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

        Assert.That(() => Open("other").Dispose(), Throws.TypeOf<ReplayException>().With.Message.StartsWith($"The checkpoint {FilePath} belongs to a replay with other filters"));
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
            Assert.That(() => Open().Dispose(), Throws.TypeOf<ReplayException>().With.Message.StartsWith($"The checkpoint {FilePath} is in use by this process"));
        }

        Assert.That(() => Open().Dispose(), Throws.Nothing);
    }

    [Test]
    public void Open_ReadOnlyWhileAnotherHasIt_ReadsWhatIsRecorded()
    {
        using var other = Open();
        other.Record([File("/a", 3)], [], []);

        using var checkpoint = Open(readOnly: true);

        Assert.That(Describe(checkpoint), Is.EqualTo(new[] { "/a v1 3" }));
    }

    [Test]
    public void Open_LinesThatCannotBeSetAside_SaysWhyAndLeavesThem()
    {
        var lines = Lines(("/a", 3, false));
        System.IO.File.WriteAllText(FilePath, lines);
        Directory.CreateDirectory(FilePath + "-old");

        Assert.That(
            () => Open().Dispose(),
            Throws.TypeOf<ReplayException>().With.Message.StartsWith($"The checkpoint {FilePath} cannot be opened: ").And.InnerException.InstanceOf<SystemException>());
        Assert.That(System.IO.File.ReadAllText(FilePath), Is.EqualTo(lines));
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
        using (var checkpoint = Open(readOnly: true))
        {
            checkpoint.Record([File("/a", 9, isDone: true)], [], []);
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
    public void Record_PowerCutAfterwards_IsThere()
    {
        using var disk = new SimulatedDisk(_folder.Path);
        using var checkpoint = Open();
        for (var i = 1; i <= 5; i++)
        {
            checkpoint.Record([File("/a", i)], [Refused($"e{i}")], []);

            using var copy = new TemporaryFolder();
            disk.CutPower(copy.Path);
            using var after = ReplayCheckpoint.Open(copy.File("replay.checkpoint"), "filter", readOnly: false);
            Assert.That((Describe(after).Single(), after.RefusedCount), Is.EqualTo(($"/a v1 {i}", (long)i)));
        }
    }

    [Test]
    public void Record_SyncFails_IsAnError()
    {
        using var disk = new SimulatedDisk(_folder.Path);
        using var checkpoint = Open();
        disk.FailsSync = _ => true;

        Assert.That(
            () => checkpoint.Record([File("/a", 1)], [], []),
            Throws.TypeOf<ReplayException>().With.Message.Contains("the disk reports an error").And.Message.Contains("The next run sends again"));
        disk.FailsSync = _ => false;
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere a file in use cannot be removed, or is not watched.")]
    public void Record_FileWasRemoved_IsAnError()
    {
        using var checkpoint = Open();
        System.IO.File.Delete(FilePath);

        Assert.That(
            () => checkpoint.Record([File("/a", 1)], [], []),
            Throws.TypeOf<ReplayException>().With.Message.Contains("was removed, moved or replaced").And.Message.Contains("The next run sends again"));
    }

    [Test]
    public void Record_RefusedEvents_AreKeptUntilTheyAreSentAgain()
    {
        using (var checkpoint = Open())
        {
            checkpoint.Record([File("/a", 3)], [Refused("e1"), Refused("e2")], []);
        }

        using var again = Open();
        var kept = again.ReadRefused(0, again.LastRefused, 10);
        again.Record([File("/a", 3)], [], [kept[0].Id]);

        Assert.That(kept.Select(item => (item.Input, item.Document, item.Position, item.Reason, item.Event.EventId)), Is.EqualTo(new[]
        {
            ("/a", 2L, 17L, "http_400", "e1"),
            ("/a", 2L, 17L, "http_400", "e2"),
        }));
        Assert.That(again.ReadRefused(0, again.LastRefused, 10).Single().Event.EventId, Is.EqualTo("e2"));
    }

    [Test]
    public void Forget_RemovesTheRefusedEventsOfTheUsersAndTheirBytes()
    {
        using (var checkpoint = Open())
        {
            checkpoint.Record([], [Refused("canary", "1"), Refused("bystander", "2")], []);
        }

        Assert.That(VidoraReplay.ForgetRefused(FilePath, ["1", "3"]), Is.EqualTo(1));

        var bytes = Directory.GetFiles(_folder.Path).SelectMany(System.IO.File.ReadAllBytes).ToArray();
        Assert.That(bytes.AsSpan().IndexOf("canary"u8), Is.EqualTo(-1));
        Assert.That(bytes.AsSpan().IndexOf("bystander"u8), Is.Not.EqualTo(-1));
    }

    [Test]
    public void Forget_EventsOfSeveralUsers_CountsThemAll()
    {
        using (var checkpoint = Open())
        {
            checkpoint.Record([], [Refused("e1", "1"), Refused("e2", "2"), Refused("e3", "2"), Refused("e4", "3")], []);
        }

        Assert.That(VidoraReplay.ForgetRefused(FilePath, ["1", "2"]), Is.EqualTo(3));

        Assert.That(Directory.GetFiles(_folder.Path, "*-wal"), Is.Empty, "the file is closed");
    }

    [Test]
    public void Forget_AnotherReadsTheCheckpoint_RemovesTheBytesAtOnce()
    {
        using (var checkpoint = Open())
        {
            checkpoint.Record([], [Refused("canary")], []);
        }

        using var reader = Open(readOnly: true);
        Assert.That(reader.RefusedCount, Is.EqualTo(1));

        VidoraReplay.ForgetRefused(FilePath, ["1"]);

        var bytes = Directory.GetFiles(_folder.Path).SelectMany(System.IO.File.ReadAllBytes).ToArray();
        Assert.That(bytes.AsSpan().IndexOf("canary"u8), Is.EqualTo(-1));
    }

    [Test]
    public void Forget_WhileAReplayHasIt_Refuses()
    {
        using var checkpoint = Open();

        Assert.That(
            () => VidoraReplay.ForgetRefused(FilePath, ["1"]),
            Throws.TypeOf<DeliveryStoreException>().With.Message.Contains("in use by this process"));
    }

    private static RefusedEvent Refused(string id, string user = "1") => new(0, "/a", 2, 17, "http_400", Samples.Event(id, user));

    private static string Lines(params (string Name, long Documents, bool IsDone)[] files) =>
        "{\"vidora_replay\":1,\"filter\":\"filter\"}\n" + string.Concat(files.Select(file =>
            $$"""{"file":"{{file.Name}}","version":"v1","documents":{{file.Documents}},"done":{{(file.IsDone ? "true" : "false")}},"counts":{{Counts(file.Documents)}}}"""
            + "\n"));

    private static string Counts(long count) =>
        $$$"""{"documents":{{{count}}},"batches":{{{count}}},"unreadable_documents":0,"events":0,"forwarded_events":0,"not_forwarded_events":{},"vidora_events":{{{count}}},"delivered":{{{count}}},"refused":{},"left_out":{},"not_sent":0}""";

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
            checkpoint.Record([file], [], []);
        }
    }
}
