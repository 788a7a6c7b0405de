using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

[TestFixture]
public sealed class SqliteFileTests
{
    private const int Full = 13;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    [TestCase(Full, "cannot grow: the disk is full")]
    [TestCase(Corrupt, "is damaged")]
    [TestCase(NotADatabase, "is damaged")]
    [TestCase(8, "cannot be written: no permission")]
    [TestCase(5, "is being written by another program")]
    [TestCase(14, "cannot be opened")]
    [TestCase(10, "the disk reports an error (SQLite code 1010)")]
    [TestCase(1, "cannot be used (SQLite code 1001)")]
    public void Describe_Code_SaysWhichFileAndWhatIsWrong(int code, string expected)
    {
        using var file = new SqliteFile(SqliteFile.InMemory, StoreLayout.Layout);

        var error = file.Describe(new SqliteException("internal", code, 1000 + code));

        Assert.That(error.Message, Does.StartWith("The queue file :memory: ").And.Contains(expected));
    }

    [Test]
    public void Describe_Damage_SaysHowToGoOn()
    {
        using var file = new SqliteFile(SqliteFile.InMemory, StoreLayout.Layout);

        Assert.That(
            file.Describe(new SqliteException("internal", Corrupt)).Message,
            Does.EndWith("Move it away together with its -wal file to start with an empty queue, and recover its content with the sqlite3 tool's .recover."));
    }

    [TestCase(Corrupt)]
    [TestCase(NotADatabase)]
    public void FindFault_DamageWasFound_IsTheFirstOneFromThenOn(int code)
    {
        using var file = new SqliteFile(SqliteFile.InMemory, StoreLayout.Layout);
        file.Describe(new SqliteException("internal", Full));
        Assert.That(file.FindFault(), Is.Null, "a full disk is no damage");

        var first = file.Describe(new SqliteException("internal", code));
        file.Describe(new SqliteException("internal", code));

        Assert.That(file.FindFault(), Is.SameAs(first));
    }

    [Test]
    public void Open_OnlyToReadAndMissing_SaysSoAndCreatesNothing()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            () => new DeliveryStore(folder.File(), readOnly: true),
            Throws.InstanceOf<DeliveryStoreException>().With.Message.EqualTo($"There is no queue file {folder.File()}."));

        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }
}
