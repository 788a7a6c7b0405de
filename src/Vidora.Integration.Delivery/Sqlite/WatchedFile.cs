using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Compares an open file with its path. Linux keeps a removed file alive for the processes that have it open.</summary>
internal sealed class WatchedFile : IDisposable
{
    /// <summary><c>SEEK_END</c>.</summary>
    private const int EndOfFile = 2;

    private readonly FileStream _file;
    private readonly string _link;
    private readonly string? _opened;

    /// <param name="file">The open file; the watch closes it.</param>
    public WatchedFile(FileStream file)
    {
        _file = file;
        _link = "/proc/self/fd/" + file.SafeFileHandle.DangerousGetHandle().ToString(CultureInfo.InvariantCulture);
        _opened = Target();
    }

    /// <summary>Gets the length at the last call of <see cref="HasShrunk"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Opens a file to watch it. Returns null when it does not exist, and on systems other than Linux.</summary>
    public static WatchedFile? TryOpen(string path) => OperatingSystem.IsLinux() && File.Exists(path)
        ? new WatchedFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        : null;

    /// <summary>Returns whether the file was removed, moved or replaced since it was opened.</summary>
    /// <remarks>The kernel knows the present path of an open file, also after a folder above it was renamed.</remarks>
    public bool IsGone() => Target() != _opened;

    /// <summary>Returns whether the file is shorter than at the last call.</summary>
    public bool HasShrunk()
    {
        var before = Length;
        Length = Seek(_file.SafeFileHandle, 0, EndOfFile);
        return Length < before;
    }

    public void Dispose() => _file.Dispose();

    // A new object each time: to refresh one takes two more calls of the system.
    private string? Target() => new FileInfo(_link).LinkTarget;

    // fstat, which .NET calls, asks for the times of the file too. Linux 6.13 and later then gives the next write a new time, and the
    // fsync of each commit writes it to the disk.
    [DllImport("libc", EntryPoint = "lseek")]
    private static extern long Seek(SafeFileHandle file, long offset, int origin);
}
