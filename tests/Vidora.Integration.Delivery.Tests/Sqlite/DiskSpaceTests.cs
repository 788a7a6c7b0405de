using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

[TestFixture]
public sealed class DiskSpaceTests
{
    private const int PageSize = 4096;
    private const long Reserve = 256 << 10;
    private TemporaryFolder _folder = null!;
    private SqliteSession _session = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _session = new SqliteSession(new SqliteConnection("Data Source=:memory:"));
        _session.Connection.Open();
    }

    [TearDown]
    public void Close()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [TestCase(5 * Reserve, 0)]
    [TestCase(4 * Reserve, 0.25)]
    [TestCase(2 * Reserve, 0.75)]
    [TestCase((2 * Reserve) - PageSize, 1, Description = "without the reserve, which needs room too")]
    [TestCase(0, 1)]
    public void Describe_FreeBytes_AreFullnessBetweenFourReservesAndNone(long free, double expected)
    {
        var status = Make(free).Describe(_session, PageSize);

        Assert.That((status.FreeBytes, status.Fullness), Is.EqualTo(((long?)free, expected)));
    }

    [Test]
    public void Describe_SystemDoesNotTell_IsEmptyAndUnknown()
    {
        var status = new DiskSpace(_folder.File(), () => null).Describe(_session, PageSize);

        Assert.That((status.FreeBytes, status.Fullness), Is.EqualTo(((long?)null, 0d)));
        Assert.That(File.Exists(ReserveFile), Is.False);
    }

    [TestCase(2 * Reserve, true)]
    [TestCase((2 * Reserve) - 1, false)]
    public void Room_DiskHasRoomForTwoReserves_KeepsOne(long free, bool expected)
    {
        var disk = Make(free);

        disk.Room(_session, PageSize);

        Assert.That((disk.IsReserved, File.Exists(ReserveFile)), Is.EqualTo((expected, expected)));
        if (expected)
        {
            Assert.That(new FileInfo(ReserveFile).Length, Is.EqualTo(Reserve));
        }
    }

    [Test]
    public void Release_GivesTheReserveBack()
    {
        var disk = Make(4 * Reserve);
        disk.Room(_session, PageSize);

        disk.Release();

        Assert.That((disk.IsReserved, File.Exists(ReserveFile)), Is.EqualTo((false, false)));
    }

    private string ReserveFile => _folder.File() + "-reserve";

    private DiskSpace Make(long free) => new(_folder.File(), () => (free, 16 * Reserve));
}
