using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Tests.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Storage;

/// <summary>A queue file of an older version gets the tables of this one at the first start.</summary>
[TestFixture]
[Parallelizable]
public sealed class StoreUpgradeTests
{
    /// <summary>Layout 1, as it was.</summary>
    private const string First = """
        PRAGMA page_size=16384;
        PRAGMA journal_mode=WAL;
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE event(
            id INTEGER PRIMARY KEY, due INTEGER NOT NULL, size INTEGER NOT NULL, user TEXT NOT NULL,
            attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, json BLOB NOT NULL);
        CREATE INDEX event_due ON event(due, size, user);
        CREATE TABLE dead(
            id INTEGER PRIMARY KEY, size INTEGER NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL,
            attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, died INTEGER NOT NULL, json BLOB NOT NULL);
        CREATE INDEX dead_reason ON dead(reason, size, user);
        CREATE TABLE quarantine(
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL, size INTEGER NOT NULL, user TEXT, reason INTEGER NOT NULL,
            content BLOB NOT NULL);
        CREATE INDEX quarantine_received ON quarantine(received, size, user);
        CREATE TABLE forgotten(user TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE erasure(
            number INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, users TEXT NOT NULL, received INTEGER NOT NULL,
            events INTEGER NOT NULL, dead INTEGER NOT NULL, quarantined INTEGER NOT NULL, forwarded INTEGER,
            answered INTEGER, attempts INTEGER NOT NULL, due INTEGER NOT NULL, reason TEXT);
        CREATE INDEX erasure_open ON erasure(due) WHERE answered IS NULL;
        PRAGMA application_id=0x56444C51;
        PRAGMA user_version=1;
        """;

    /// <summary>What layout 2 added.</summary>
    private const string Second = """
        CREATE TABLE held(
            id INTEGER PRIMARY KEY AUTOINCREMENT, received INTEGER NOT NULL, reason INTEGER NOT NULL, request TEXT,
            content BLOB NOT NULL);
        PRAGMA user_version=2;
        """;

    private const int Count = 40;

    [TestCase(1)]
    [TestCase(2)]
    public async Task Open_OlderLayout_KeepsEveryEventWithItsNumberAndAttempts(int version)
    {
        using var folder = new TemporaryFolder();
        WriteOld(folder.File(), version);

        await using var store = new DeliveryStore(folder.File());

        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(Count));
        var lease = await store.LeaseAsync("sender", 500, long.MaxValue);
        Assert.That(lease.Events.Select(queued => (queued.Id, queued.Attempts)), Is.EqualTo(Enumerable.Range(1, Count).Select(id => ((long)id, id % 3))));
        Assert.That(lease.Events.Select(queued => Samples.IdOf(queued.Utf8Json)), Is.EqualTo(Samples.Events(Count).Select(item => item.EventId)));
        Assert.That((await store.GetDeadLettersAsync()).Single().Id, Is.EqualTo(Count + 1));
        Assert.That(await store.GetForgottenAsync(["gone", "other"]), Is.EquivalentTo(new[] { "gone" }));
        await store.AppendAsync(Samples.Events(3));
        Assert.That(store.LastId, Is.EqualTo(Count + 4));
        Assert.That((await store.ForgetAsync(Guid.NewGuid(), [Samples.Events(1)[0].UserId])).PurgedEvents, Is.EqualTo(Count + 3));
    }

    [Test]
    public async Task Open_PowerCutAtAnySyncOfTheUpgrade_NextStartHasEverything()
    {
        using var folder = new TemporaryFolder();
        WriteOld(folder.File(), 1);
        using var disk = new SimulatedDisk(folder.Path);
        var cuts = disk.CutPowerAtEachSync(() => new DeliveryStore(folder.File()).Dispose());

        Assert.That(cuts, Has.Count.GreaterThan(2));
        foreach (var cut in cuts)
        {
            using (cut)
            {
                await using var store = new DeliveryStore(cut.File());
                Assert.That((await store.LeaseAsync("sender", 500, long.MaxValue)).Events, Has.Count.EqualTo(Count));
            }
        }
    }

    [Test]
    public void Open_OlderLayoutOnlyToRead_IsRefusedAndSaysHowToGoOn()
    {
        using var folder = new TemporaryFolder();
        WriteOld(folder.File(), 2);

        Assert.That(
            () => new DeliveryStore(folder.File(), readOnly: true),
            Throws.TypeOf<DeliveryStoreException>().With.Message.Contains("has layout 2").And.Message.Contains("Start the host that uses it"));
        Assert.That(() => new DeliveryStore(folder.File()).Dispose(), Throws.Nothing);
    }

    private static void WriteOld(string file, int version)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(connection, First + (version > 1 ? Second : ""));
        var events = Samples.Events(Count);
        for (var id = 1; id <= Count; id++)
        {
            Run(
                connection,
                "INSERT INTO event(id, due, size, user, attempts, accepted, json) VALUES($1, $2, $3, $4, $5, $2, $6)",
                id,
                Samples.Start.ToUnixTimeMilliseconds(),
                events[id - 1].Utf8Json.Length,
                events[id - 1].UserId,
                id % 3,
                events[id - 1].Utf8Json.ToArray());
        }

        Run(connection, "INSERT INTO forgotten(user, since) VALUES('gone', 1)");
        Run(
            connection,
            "INSERT INTO dead(id, size, user, reason, attempts, accepted, died, json) VALUES($1, 2, 'other', 'http_400', 1, 1, 2, $2)",
            Count + 1,
            "{}"u8.ToArray());
    }

    private static void Run(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.ExecuteNonQuery();
    }
}
