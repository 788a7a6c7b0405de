using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Tests.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Storage;

[Slow]
[TestFixture]
[Parallelizable]
public sealed class DeliveryStoreTests
{
    [Test]
    public async Task Open_AfterClose_HasEverythingBackAndNoLease()
    {
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File()))
        {
            await store.AppendAsync(Samples.Events(5, "1"));
            var lease = await store.LeaseAsync("sender", 4, long.MaxValue);
            await store.SettleAsync(lease.Events.Take(1).ToList(), [new(SendStatus.Dead, "rejected_400")]);
            await store.QuarantineAsync("x"u8.ToArray(), QuarantineReason.MissingMpid);
            await store.ForgetAsync(Guid.NewGuid(), ["2"]);
        }

        await using var again = new DeliveryStore(folder.File());
        var status = await again.GetStatusAsync();
        var leased = await again.LeaseAsync("another", 100, long.MaxValue);

        Assert.That((status.Events, status.Leased, status.DeadLetters["rejected_400"]), Is.EqualTo((4L, 0, 1L)));
        Assert.That(status.Bytes, Is.EqualTo(leased.Events.Sum(queued => queued.Utf8Json.Length)));
        Assert.That((status.QuarantineItems, status.ForgottenUsers, status.OpenErasures), Is.EqualTo((1L, 1L, 1L)));
        Assert.That(leased.Events, Has.Count.EqualTo(4));
        Assert.That(again.LastId, Is.EqualTo(5));
    }

    [Test]
    public async Task Dispose_SecondTime_DoesNothing()
    {
        using var folder = new TemporaryFolder();
        var store = new DeliveryStore(folder.File());
        await store.DisposeAsync();

        Assert.That(async () => await store.DisposeAsync(), Throws.Nothing);
        Assert.That(() => store.AppendAsync(Samples.Events(1)), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Open_SecondTime_IsRefusedAndNamesTheFileAndTheHolder()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));

        Assert.That(error!.Message, Does.Contain(folder.File()).And.Contains("in use by this process"));
        await store.AppendAsync(Samples.Events(1));
        await using var reader = new DeliveryStore(folder.File(), readOnly: true);
        Assert.That((await reader.GetStatusAsync()).Events, Is.EqualTo(1));
        Assert.That(() => reader.AppendAsync(Samples.Events(1)), Throws.InvalidOperationException);
    }

    [Test]
    public void Open_FileThatIsNoDatabase_IsRefusedAndLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(), "These are somebody's notes, and not a queue.");

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));

        Assert.That(error!.Message, Does.Contain(folder.File()).And.Contains("not a queue file"));
        Assert.That(File.ReadAllText(folder.File()), Is.EqualTo("These are somebody's notes, and not a queue."));
    }

    [Test]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        using (var connection = new SqliteConnection($"Data Source={folder.File()};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE event(name TEXT); INSERT INTO event VALUES('theirs');";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(folder.File());

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));

        Assert.That(error!.Message, Does.Contain("of another program").And.EndsWith("change QueueFile."));
        Assert.That(File.ReadAllBytes(folder.File()), Is.EqualTo(before));
    }

    [Test]
    public async Task Open_UnknownLayout_IsRefusedAndLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        await new DeliveryStore(folder.File()).DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={folder.File()};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=9; PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(folder.File());

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));

        Assert.That(error!.Message, Does.Contain("layout 9"));
        Assert.That(File.ReadAllBytes(folder.File()), Is.EqualTo(before));
    }

    [Test]
    public async Task Open_CutFile_IsRefusedAndLeftAsItIs()
    {
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File()))
        {
            await store.AppendAsync(Samples.Events(500));
        }

        var whole = File.ReadAllBytes(folder.File());
        var cut = whole[..(2 * 16384)];
        File.WriteAllBytes(folder.File(), cut);

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));

        Assert.That(error!.Message, Does.Contain(folder.File()).And.Contains("damaged"));
        Assert.That(File.ReadAllBytes(folder.File()), Is.EqualTo(cut));
    }

    [Test]
    public async Task OpenAndLease_DamagedPages_FailClearlyAndLeaveThemAsTheyAre()
    {
        const int PageSize = 16_384;
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File()))
        {
            await store.AppendAsync(Samples.Events(2_000));
        }

        // Behind the roots at the start of the file, the leaves of a table are the pages that begin with 13: the events.
        var bytes = File.ReadAllBytes(folder.File());
        var leaves = Enumerable.Range(20, (bytes.Length / PageSize) - 20).Where(page => bytes[page * PageSize] == 13).ToList();
        foreach (var page in leaves)
        {
            bytes.AsSpan(page * PageSize, PageSize).Fill(0x5a);
        }

        File.WriteAllBytes(folder.File(), bytes);

        var error = Assert.CatchAsync<DeliveryStoreException>(async () =>
        {
            await using var store = new DeliveryStore(folder.File());
            await store.LeaseAsync("sender", 5_000, long.MaxValue);
        });

        var after = File.ReadAllBytes(folder.File());
        Assert.That(leaves, Is.Not.Empty);
        Assert.That(error!.Message, Does.Contain(folder.File()).And.Contains("damaged"));
        Assert.That(leaves.All(page => after.AsSpan(page * PageSize, PageSize).IndexOfAnyExcept((byte)0x5a) < 0), Is.True);
    }

    [Test]
    public void Open_MissingFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "nowhere", "queue.db");

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(file));

        Assert.That(error!.Message, Does.Contain("folder").And.Contains("does not exist"));
    }

    [Test]
    public async Task Append_DiskFull_FailsClearlyLosesNothingAndRecovers()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File(), null, readOnly: false, null, maxPages: 40);
        var accepted = 0;
        DeliveryStoreException? error = null;
        while (error is null)
        {
            try
            {
                accepted += (await store.AppendAsync(Samples.Events(100, prefix: $"a{accepted}-"))).AcceptedEvents;
            }
            catch (DeliveryStoreException e)
            {
                error = e;
            }
        }

        Assert.That(error!.Message, Does.Contain("disk is full"));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(accepted));

        var lease = await store.LeaseAsync("sender", 500, long.MaxValue);
        await store.SettleAsync(lease.Events, lease.Events.Select(_ => new SendOutcome(SendStatus.Accepted, "http_200")).ToList());
        var recovered = await store.AppendAsync(Samples.Events(100));

        Assert.That(recovered.AcceptedEvents, Is.EqualTo(100));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(accepted - 500 + 100));
    }

    [Test]
    public async Task Append_DiskFull_SmallerWritesOfTheSameGroupAreNotDraggedAlong()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SimulatedDisk(folder.Path);
        await using var store = new DeliveryStore(folder.File(), null, readOnly: false, null, maxPages: 40);
        await store.AppendAsync(Samples.Events(100));
        using var inSync = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        disk.BeforeSync = _ =>
        {
            inSync.Release();
            goOn.Wait(TimeSpan.FromSeconds(10));
        };
        var before = store.AppendAsync(Samples.Events(1));
        Assert.That(await inSync.WaitAsync(TimeSpan.FromSeconds(10)), Is.True, "the writer is busy, so what follows is one group");

        var tooMuch = store.AppendAsync(Samples.Events(9_000));
        var little = Enumerable.Range(0, 4).Select(_ => store.AppendAsync(Samples.Events(1))).ToList();
        disk.BeforeSync = _ => { };
        goOn.Release(100);

        Assert.That(async () => await tooMuch.WaitAsync(TimeSpan.FromSeconds(60)), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("disk is full"));
        await Task.WhenAll([before, .. little]).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(105));
    }

    [Test]
    public async Task Forget_OverwritesTheBytesInTheFile()
    {
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File()))
        {
            await store.AppendAsync([.. Samples.Events(50, "1", "canary-"), .. Samples.Events(50, "2", "bystander-")]);
            await store.ForgetAsync(Guid.NewGuid(), ["1"]);
        }

        var bytes = Directory.EnumerateFiles(folder.Path).SelectMany(File.ReadAllBytes).ToArray();

        Assert.That(bytes.AsSpan().IndexOf("canary-"u8), Is.EqualTo(-1));
        Assert.That(bytes.AsSpan().IndexOf("bystander-"u8), Is.Not.EqualTo(-1));
    }

    [Test]
    public async Task Open_NewFile_IsForThisUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has other means.");
            return;
        }

        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(1));

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(File.GetUnixFileMode(folder.File()), Is.EqualTo(OwnerOnly));
        Assert.That(File.GetUnixFileMode(folder.File() + "-wal"), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public async Task Open_ClockWasAheadWhenItWasAccepted_EventIsDueAllTheSame()
    {
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File(), timeProvider: new FakeTimeProvider(Samples.Start.AddYears(70))))
        {
            await store.AppendAsync(Samples.Events(2));
        }

        await using var again = new DeliveryStore(folder.File(), timeProvider: new FakeTimeProvider(Samples.Start));

        Assert.That((await again.LeaseAsync("sender", 10, long.MaxValue)).Events, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Dispose_WhileAppending_AnswersEveryCaller()
    {
        using var folder = new TemporaryFolder();
        var store = new DeliveryStore(folder.File());
        var appends = Enumerable.Range(0, 200).Select(i => store.AppendAsync([Samples.Event($"e{i}")])).ToList();
        await store.DisposeAsync();

        var results = await Task.WhenAll(appends);

        await using var again = new DeliveryStore(folder.File());
        Assert.That((await again.GetStatusAsync()).Events, Is.EqualTo(results.Sum(result => result.AcceptedEvents)).And.EqualTo(200));
        Assert.That(() => store.AppendAsync(Samples.Events(1)), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => store.GetStatusAsync(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Lesson03_KillMinus9_EveryAnsweredAppendIsThere()
    {
        using var folder = new TemporaryFolder();
        var answered = new HashSet<string>();
        var random = new Random(20260301);
        for (var round = 0; round < 5; round++)
        {
            using var process = TestProcess.Dotnet(typeof(DeliveryStoreTests).Assembly.Location, ["append", folder.File()]);
            var killAfter = random.Next(1, 400);
            await Eventually.IsTrueAsync(() => process.Lines.Length >= killAfter || process.HasEnded);
            await process.KillAsync();
            answered.UnionWith(process.Lines);
        }

        await using var store = new DeliveryStore(folder.File());
        var lease = await store.LeaseAsync("sender", int.MaxValue, long.MaxValue);

        var stored = lease.Events.Select(e => Samples.IdOf(e.Utf8Json)).ToList();
        Assert.That(stored, Is.Unique);
        Assert.That(answered.Except(stored), Is.Empty);
        Assert.That(answered, Has.Count.GreaterThan(5));
    }

    [Test]
    public async Task Open_WhileAnotherProcessHasIt_NamesThatProcess()
    {
        using var folder = new TemporaryFolder();
        using var process = TestProcess.Dotnet(typeof(DeliveryStoreTests).Assembly.Location, ["append", folder.File()]);
        await process.LineAsync();

        var error = Assert.Throws<DeliveryStoreException>(() => _ = new DeliveryStore(folder.File()));
        await process.KillAsync();

        Assert.That(error!.Message, Does.Contain($"process {process.Id}"));
    }
}
