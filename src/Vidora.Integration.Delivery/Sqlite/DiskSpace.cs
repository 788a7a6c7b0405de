using Vidora.Integration.Files;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Knows the free space on the disk of a file, and keeps a reserve there for the way out of a full disk.</summary>
/// <remarks>
/// To delete rows takes space at first, because SQLite writes them to its log. The reserve is a file beside the database that is removed
/// when a write that makes room finds the disk full, and made again when there is room.
/// </remarks>
internal sealed class DiskSpace
{
    private const long MinReserve = 256 << 10;
    private const long MaxReserve = 16 << 20;
    private const long NeededToOpen = 1 << 20;
    private const long Plenty = 256 << 20;

    private readonly string _reserve;
    private readonly Func<long?> _free;

    /// <param name="path">The path of the database.</param>
    /// <param name="disk">Returns the free bytes and the size of the disk; null to ask the system.</param>
    public DiskSpace(string path, Func<(long Free, long Total)?>? disk = null)
    {
        _reserve = path + "-reserve";
        _free = disk is null ? () => Ask(path, drive => drive.AvailableFreeSpace) : () => disk()?.Free;
        var total = disk is null ? Ask(path, drive => drive.TotalSize) : disk()?.Total;
        Reserve = Math.Clamp((total ?? long.MaxValue) / 16, MinReserve, MaxReserve);
        IsReserved = File.Exists(_reserve);
    }

    /// <summary>Gets the size of the reserve: a sixteenth of the disk, 256 KiB to 16 MiB.</summary>
    public long Reserve { get; }

    public bool IsReserved { get; private set; }

    /// <summary>Returns the free bytes; null when the system does not tell.</summary>
    public long? Free() => _free();

    /// <summary>Returns how many bytes the database can take now without touching what the way out needs.</summary>
    /// <remarks>Free pages of the database count, because new rows use them first. Makes the reserve when it can.</remarks>
    /// <param name="session">A connection to the database.</param>
    /// <param name="pageSize">The bytes of a page.</param>
    public long Room(SqliteSession session, int pageSize)
    {
        TryKeep();
        return Free() is not { } free || free >= Plenty
            ? long.MaxValue
            : free + ((session.Scalar("PRAGMA freelist_count") ?? 0) * pageSize) - (IsReserved ? Reserve : 2 * Reserve);
    }

    /// <summary>Describes the disk. It is full when there is no room, and empty when there is room for four reserves.</summary>
    public DiskStatus Describe(SqliteSession session, int pageSize) =>
        new(Free(), Math.Clamp(1 - (Room(session, pageSize) / (4.0 * Reserve)), 0, 1));

    /// <summary>Makes room for the start of SQLite when the disk has none.</summary>
    public void OpenUp()
    {
        if (Free() < NeededToOpen)
        {
            Release();
        }
    }

    /// <summary>Removes the reserve, so that the database can use its space.</summary>
    public void Release()
    {
        try
        {
            File.Delete(_reserve);
            IsReserved = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The write that needs the space fails, and says that the disk is full.
        }
    }

    /// <summary>Makes the reserve when there is none and the disk has room for it twice.</summary>
    private void TryKeep()
    {
        if (IsReserved || !(Free() >= 2 * Reserve))
        {
            return;
        }

        try
        {
            using var file = OwnFile.Open(_reserve, FileMode.Create, FileAccess.Write, FileShare.None, Reserve);

            // Windows keeps what is allocated only up to the length.
            file.SetLength(Reserve);
            IsReserved = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The check of the free space goes on without it.
        }
    }

    private static long? Ask(string path, Func<DriveInfo, long> question)
    {
        try
        {
            return question(new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : Path.GetDirectoryName(path)!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
