using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

[TestFixture]
public sealed class SqliteSessionTests
{
    private const int Full = 13;
    private const int Busy = 5;
    private SqliteSession _session = null!;

    [SetUp]
    public void Open()
    {
        _session = new SqliteSession(new SqliteConnection("Data Source=:memory:"));
        _session.Connection.Open();
        _session.Execute("CREATE TABLE row(number INTEGER)");
    }

    [TearDown]
    public void Close() => _session.Dispose();

    [Test]
    public void InTransaction_DiskIsFull_MakesRoomAndRunsOnceMore()
    {
        var steps = new List<string>();

        var result = _session.InTransaction(
            session =>
            {
                steps.Add("work");
                session.Execute("INSERT INTO row VALUES(1)");
                return steps.Count == 1 ? throw new SqliteException("full", Full) : "done";
            },
            () => steps.Add("room"));

        Assert.That(result, Is.EqualTo("done"));
        Assert.That(steps, Is.EqualTo(new[] { "work", "room", "work" }));
        Assert.That(_session.Scalar("SELECT count(*) FROM row"), Is.EqualTo(1), "the first attempt was rolled back");
    }

    [Test]
    public void InTransaction_DiskIsFull_WritesFromTheBeginningOfTheLog()
    {
        using var folder = new TemporaryFolder();
        using var session = new SqliteSession(new SqliteConnection($"Data Source={folder.File()};Pooling=False"));
        session.Connection.Open();
        session.Command("PRAGMA journal_mode=WAL").ExecuteScalar();
        session.Command("PRAGMA wal_autocheckpoint=0").ExecuteScalar();
        session.Execute("CREATE TABLE row(number INTEGER, pad BLOB)");
        session.Execute("INSERT INTO row VALUES(1, zeroblob(100000))");
        var log = new FileInfo(folder.File() + "-wal");
        var before = log.Length;
        var attempts = 0;

        session.InTransaction(inner => attempts++ == 0 ? throw new SqliteException("full", Full) : inner.Execute("INSERT INTO row VALUES(2, zeroblob(1000))"));

        log.Refresh();
        Assert.That(log.Length, Is.EqualTo(before), "the second attempt needs no space for the log");
    }

    [TestCase(Full, 2)]
    [TestCase(Busy, 1)]
    public void InTransaction_Fails_IsRolledBackAndTheErrorIsThatOfSqlite(int code, int attempts)
    {
        var made = 0;

        Assert.That(
            () => _session.InTransaction<int>(session =>
            {
                made++;
                session.Execute("INSERT INTO row VALUES(1)");
                throw new SqliteException("fails", code);
            }),
            Throws.InstanceOf<SqliteException>().With.Property(nameof(SqliteException.SqliteErrorCode)).EqualTo(code));

        Assert.That(made, Is.EqualTo(attempts));
        Assert.That(_session.Scalar("SELECT count(*) FROM row"), Is.Zero);
    }
}
