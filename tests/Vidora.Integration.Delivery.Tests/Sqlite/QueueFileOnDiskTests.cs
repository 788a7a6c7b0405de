using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

/// <summary>The promises of the queue file on a disk that loses its power, is full, or changes under the running process.</summary>
[Slow]
[TestFixture]
[Parallelizable]
public sealed class QueueFileOnDiskTests
{
    [Test]
    public async Task Append_PowerCutAfterTheAnswer_EventIsThere()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        for (var i = 1; i <= 20; i++)
        {
            await store.AppendAsync([Samples.Event($"e{i}")]);

            Assert.That(await EventsAfterPowerCutAsync(disk), Is.EqualTo(i));
        }
    }

    [Test]
    public async Task Settle_PowerCutAfterwards_EventIsNotSentAgain()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(10));
        await SettleAsync(store, 4);

        Assert.That(await EventsAfterPowerCutAsync(disk), Is.EqualTo(6));
    }

    [Test]
    public async Task Open_PowerCutAtAnySyncOfTheFirstStart_NextStartWorks()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        var cuts = disk.CutPowerAtEachSync(() => new DeliveryStore(folder.File()).Dispose());

        Assert.That(cuts, Has.Count.GreaterThan(4));
        foreach (var cut in cuts)
        {
            using (cut)
            {
                await using var store = new DeliveryStore(cut.File());
                Assert.That((await store.AppendAsync(Samples.Events(1))).AcceptedEvents, Is.EqualTo(1));
            }
        }
    }

    [Test]
    public async Task Open_EmptyFileOfSqlite_IsANewQueue()
    {
        using var folder = new TemporaryFolder();
        Run(folder.File(), "PRAGMA page_size=16384; PRAGMA journal_mode=WAL");

        await using var store = new DeliveryStore(folder.File());

        Assert.That((await store.AppendAsync(Samples.Events(1))).AcceptedEvents, Is.EqualTo(1));
    }

    [Test]
    public async Task Open_AfterTheFirstStart_TablesAreInTheFileAndNotOnlyInTheLog()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        using var copy = new TemporaryFolder();
        disk.CutPower(copy.Path);
        File.Delete(copy.File() + "-wal");

        await using var again = new DeliveryStore(copy.File());

        Assert.That((await again.GetStatusAsync()).Events, Is.Zero);
        Assert.That(again.Notice, Does.Contain("-wal is missing"), "the process that had it did not close it");
    }

    [Test]
    public async Task Open_AfterClose_HasNoNotice()
    {
        using var folder = new TemporaryFolder();
        await new DeliveryStore(folder.File()).DisposeAsync();

        await using var again = new DeliveryStore(folder.File());

        Assert.That(File.Exists(folder.File() + "-wal"), Is.True);
        Assert.That(again.Notice, Is.Null);
    }

    [Test]
    public async Task Open_FileIsGoneAndItsLogIsThere_IsRefusedAndTheLogStays()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(3));
        using var copy = new TemporaryFolder();
        disk.CutPower(copy.Path);
        File.Delete(copy.File());
        var log = File.ReadAllBytes(copy.File() + "-wal");

        Assert.That(() => new DeliveryStore(copy.File()), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("missing or empty"));
        Assert.That(File.ReadAllBytes(copy.File() + "-wal"), Is.EqualTo(log));
    }

    [TestCase(6 << 20)]
    [TestCase(12 << 20)]
    public async Task DiskFull_OfTheQueue_DrainsPurgesForgetsAndTakesNewEvents(int capacity)
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path) { Capacity = capacity, Size = capacity };
        await using var store = Open(folder, disk);
        var accepted = await FillAsync(store);

        Assert.That(accepted, Is.GreaterThan(100));
        Assert.That((await store.GetStatusAsync()).Fullness, Is.GreaterThan(0.8));
        var died = await SettleAsync(store, 50, SendStatus.Dead);
        Assert.That((await store.ForgetAsync(Guid.NewGuid(), ["forgotten"])).PurgedDeadLetters, Is.EqualTo(1));
        Assert.That(await store.PurgeDeadLettersAsync(DeadLetterFilter.All), Is.EqualTo(died - 1));
        while (await SettleAsync(store, 100) > 0)
        {
        }

        Assert.That((await store.GetStatusAsync()).Events, Is.Zero);
        Assert.That((await store.AppendAsync(Large(0, 4_000))).AcceptedEvents, Is.GreaterThan(0));
    }

    [Test]
    public async Task DiskFull_OfAnotherProgramsFile_DrainsAndARestartWorks()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path) { Capacity = 20 << 20, Size = 20 << 20 };
        var store = Open(folder, disk);
        for (var i = 0; i < 40; i++)
        {
            await store.AppendAsync(Large(i, 5_000));
        }

        // The disk has not one byte left besides the reserve.
        disk.Capacity -= disk.Free;
        Assert.That((await store.AppendAsync(Large(99, 5_000))).Refusal, Is.EqualTo(AcceptRefusal.Full));
        await SettleAsync(store, 150);
        await store.DisposeAsync();
        disk.Capacity -= disk.Free;

        await using var again = Open(folder, disk);
        Assert.That((await again.GetStatusAsync()).Events, Is.EqualTo(250));
        while (await SettleAsync(again, 100) > 0)
        {
        }

        Assert.That((await again.GetStatusAsync()).Events, Is.Zero);
    }

    [Test]
    public async Task DiskFull_SaysHowMuchIsFreeInTheStatus()
    {
        using var folder = new TemporaryFolder();
        (long, long)? disk = (1L << 40, 1L << 41);
        await using var store = new DeliveryStore(folder.File(), null, readOnly: false, null, disk: () => disk);

        Assert.That((await store.GetStatusAsync()).Fullness, Is.Zero);
        disk = (1 << 20, 1L << 41);
        var status = await store.GetStatusAsync();

        Assert.That((status.Fullness, status.FreeDiskBytes), Is.EqualTo((1d, (long?)(1 << 20))));
        Assert.That((await store.AppendAsync(Samples.Events(1))).Refusal, Is.EqualTo(AcceptRefusal.Full));
        disk = null;
        Assert.That((await store.AppendAsync(Samples.Events(1))).AcceptedEvents, Is.EqualTo(1));
    }

    [TestCase("removed")]
    [TestCase("replaced")]
    [TestCase("log removed")]
    [TestCase("moved")]
    [TestCase("cut")]
    [TestCase("log cut")]
    [Platform("Linux")]
    public async Task Append_FileWasTakenAway_FailsAtOnceAndTheStatusToo(string how)
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(200));
        await store.AppendAsync(Samples.Events(200));
        switch (how)
        {
            case "removed":
                File.Delete(folder.File());
                break;
            case "replaced":
                File.WriteAllText(folder.File("copy"), "x");
                File.Move(folder.File("copy"), folder.File(), overwrite: true);
                break;
            case "log removed":
                File.Delete(folder.File() + "-wal");
                break;
            case "moved":
                File.Move(folder.File(), folder.File("elsewhere"));
                break;
            case "cut":
                Cut(folder.File());
                break;
            case "log cut":
                Cut(folder.File() + "-wal");
                break;
        }

        Assert.That(() => store.GetStatusAsync(), Throws.InstanceOf<DeliveryStoreException>());
        Assert.That(
            () => store.AppendAsync(Samples.Events(1)),
            Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains(how.EndsWith("cut", StringComparison.Ordinal) ? "damaged" : "removed, moved or replaced"));
    }

    [Test]
    [Platform("Linux")]
    public async Task Dispose_FileWasReplaced_LeavesTheLogOfTheNewOne()
    {
        using var folder = new TemporaryFolder();
        var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(1));
        File.WriteAllText(folder.File("new"), "restored");
        File.WriteAllText(folder.File("new-wal"), "restored");
        File.Move(folder.File("new"), folder.File(), overwrite: true);
        File.Move(folder.File("new-wal"), folder.File() + "-wal", overwrite: true);

        await store.DisposeAsync();

        Assert.That(File.ReadAllText(folder.File()), Is.EqualTo("restored"));
        Assert.That(File.ReadAllText(folder.File() + "-wal"), Is.EqualTo("restored"));
    }

    [Test]
    [Platform("Linux")]
    public async Task Append_FolderWasMovedAndPutBack_WorksAgain()
    {
        using var folder = new TemporaryFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "inner")).FullName;
        await using var store = new DeliveryStore(Path.Combine(inner, "q.db"));
        Directory.Move(inner, inner + "2");
        Assert.That(() => store.AppendAsync(Samples.Events(1)), Throws.InstanceOf<DeliveryStoreException>());

        Directory.Move(inner + "2", inner);

        Assert.That((await store.AppendAsync(Samples.Events(1))).AcceptedEvents, Is.EqualTo(1));
    }

    [Test]
    public async Task Read_FindsDamage_WritesAreRefusedFromThenOn()
    {
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File()))
        {
            await store.AppendAsync(Samples.Events(2_000));
        }

        var bytes = await File.ReadAllBytesAsync(folder.File());
        for (var page = 20; page < (bytes.Length / 16_384) - 10; page++)
        {
            if (bytes[page * 16_384] == 13)
            {
                bytes.AsSpan(page * 16_384, 16_384).Fill(0x5a);
            }
        }

        await File.WriteAllBytesAsync(folder.File(), bytes);
        await using var damaged = new DeliveryStore(folder.File());
        Assert.That(() => damaged.LeaseAsync("sender", 5_000, long.MaxValue), Throws.InstanceOf<DeliveryStoreException>());

        Assert.That(() => damaged.AppendAsync(Samples.Events(1)), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("damaged"));
        Assert.That(() => damaged.GetStatusAsync(), Throws.InstanceOf<DeliveryStoreException>());
    }

    [TestCase("symbolic link")]
    [TestCase("hard link")]
    [TestCase("lock file removed")]
    [Platform("Linux")]
    public async Task Open_SecondTimeByAnotherWay_IsRefused(string way)
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        var second = folder.File("second.db");
        switch (way)
        {
            case "symbolic link":
                File.CreateSymbolicLink(second, folder.File());
                break;
            case "hard link":
                using (var process = Process.Start("ln", [folder.File(), second]))
                {
                    await process.WaitForExitAsync();
                }

                break;
            default:
                File.Delete(folder.File() + ".lock");
                second = folder.File();
                break;
        }

        Assert.That(() => new DeliveryStore(second), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("in use by"));
    }

    [Test]
    public async Task Append_AnotherProgramHoldsTheLock_AllThatWaitAreRefusedTogether()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        using var held = OtherProgram.HoldLock(folder.File());

        var start = TimeProvider.System.GetTimestamp();
        // The first append is a transaction by its size, so the others wait behind it.
        var appends = Enumerable.Range(0, 16).Select(i => store.AppendAsync(Samples.Events(i == 0 ? 20_000 : 1))).ToList();
        foreach (var append in appends)
        {
            Assert.That(async () => await append, Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("another program"));
        }

        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(9)), "one time of waiting and not sixteen");
        held.Dispose();
        Assert.That((await store.AppendAsync(Samples.Events(1))).AcceptedEvents, Is.EqualTo(1));
    }

    [Test]
    public async Task Forget_WhileTheHostRuns_LeavesNoBytesInAnyFile()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync([.. Samples.Events(50, "1", "canary-"), .. Samples.Events(50, "2", "bystander-")]);
        await store.ForgetAsync(Guid.NewGuid(), ["1"]);

        var content = await ContentAsync(folder);

        Assert.That(content, Does.Not.Contain("canary-").And.Contain("bystander-"));
    }

    [Test]
    public async Task Forget_WhileAReaderKeepsTheLog_LogIsEmptiedByTheNextWrite()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(50, "1", "canary-"));
        using var reader = new SqliteConnection($"Data Source={folder.File()};Pooling=False;Mode=ReadOnly");
        reader.Open();
        Run(reader, "BEGIN; SELECT count(*) FROM event");
        await store.ForgetAsync(Guid.NewGuid(), ["1"]);
        Run(reader, "COMMIT");
        Assert.That(store.NeedsWrite, Is.True);

        await store.CheckAsync();

        Assert.That(await ContentAsync(folder), Does.Not.Contain("canary-"));
        Assert.That(store.NeedsWrite, Is.False);
    }

    [Test]
    public async Task Append_CancelledWhileItWaits_WritesNothing()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        using var inSync = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        disk.BeforeSync = _ =>
        {
            inSync.Release();
            goOn.Wait(TimeSpan.FromSeconds(10));
        };
        var first = store.AppendAsync([Samples.Event("first")]);
        Assert.That(await inSync.WaitAsync(TimeSpan.FromSeconds(10)), Is.True, "the write is synced");
        using var cancel = new CancellationTokenSource();
        var second = store.AppendAsync([Samples.Event("second")], cancel.Token);
        await cancel.CancelAsync();

        Assert.That(async () => await second.WaitAsync(TimeSpan.FromSeconds(5)), Throws.InstanceOf<OperationCanceledException>());
        disk.BeforeSync = _ => { };
        goOn.Release(100);
        await first;
        await store.AppendAsync([Samples.Event("third")]);
        var lease = await store.LeaseAsync("sender", 10, long.MaxValue);
        Assert.That(lease.Events.Select(item => Samples.IdOf(item.Utf8Json)), Is.EqualTo(new[] { "first", "third" }), "the second would be before the third");
    }

    [Test]
    public async Task Settle_WhileItIsNotDurable_EventsStayLeased()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(2));
        var lease = await store.LeaseAsync("sender", 10, long.MaxValue);
        using var inSync = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        disk.BeforeSync = _ =>
        {
            inSync.Release();
            goOn.Wait(TimeSpan.FromSeconds(10));
        };
        var settling = store.SettleAsync(lease.Events, lease.Events.Select(_ => new SendOutcome(SendStatus.Accepted, "http_200")).ToList());
        Assert.That(await inSync.WaitAsync(TimeSpan.FromSeconds(10)), Is.True, "the write is synced");

        var meanwhile = await store.LeaseAsync("another", 10, long.MaxValue);

        disk.BeforeSync = _ => { };
        goOn.Release(100);
        await settling;
        Assert.That(meanwhile.Events, Is.Empty, "a free event would be sent a second time");
    }

    [Test]
    public async Task Append_SyncFails_IsNotAcceptedAndTheNextOneWorks()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File());
        disk.FailsSync = path => path.EndsWith("-wal", StringComparison.Ordinal);
        Assert.That(() => store.AppendAsync([Samples.Event("lost")]), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("the disk reports an error"));
        disk.FailsSync = _ => false;

        await store.AppendAsync([Samples.Event("kept")]);

        Assert.That(await EventsAfterPowerCutAsync(disk), Is.GreaterThanOrEqualTo(1));
    }

    private static DeliveryStore Open(TemporaryFolder folder, SimulatedDisk disk) =>
        new(folder.File(), null, readOnly: false, null, disk: () => (disk.Free, disk.Size));

    private static VidoraEvent[] Large(int number, int bytes) =>
        [.. Enumerable.Range(0, 10).Select(i => new VidoraEvent("1", "purchase", [new("pad", new string('x', bytes))])
        {
            EventId = $"{number}-{i}",
            Timestamp = Samples.Start,
        })];

    private static async Task<int> FillAsync(DeliveryStore store)
    {
        await store.AppendAsync([Samples.Event("f", "forgotten")]);
        for (var accepted = 1; ; accepted += 10)
        {
            if ((await store.AppendAsync(Large(accepted, 4_000))).Refusal is AcceptRefusal.Full)
            {
                return accepted;
            }
        }
    }

    private static async Task<int> SettleAsync(DeliveryStore store, int count, SendStatus status = SendStatus.Accepted)
    {
        var lease = await store.LeaseAsync("sender", count, long.MaxValue);
        await store.SettleAsync(lease.Events, lease.Events.Select(_ => new SendOutcome(status, "reason")).ToList());
        return lease.Events.Count;
    }

    private static async Task<long> EventsAfterPowerCutAsync(SimulatedDisk disk)
    {
        using var copy = new TemporaryFolder();
        disk.CutPower(copy.Path);
        await using var store = new DeliveryStore(copy.File());
        return (await store.GetStatusAsync()).Events;
    }

    private static async Task<string> ContentAsync(TemporaryFolder folder)
    {
        // Reading goes through another process: to close a handle here would end SQLite's locks.
        var start = new ProcessStartInfo("cat", Directory.GetFiles(folder.Path, "queue.db*").Where(file => !file.EndsWith("-reserve", StringComparison.Ordinal))) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 };
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }

    private static void Cut(string file)
    {
        using var process = Process.Start("truncate", ["-s", "0", file]);
        process.WaitForExit();
    }

    private static void Run(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(connection, sql);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
