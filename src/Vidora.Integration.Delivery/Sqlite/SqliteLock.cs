using Vidora.Integration.Files;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Locks a file for this process: by its name, and on Linux by the file itself.</summary>
/// <remarks>
/// The lock of the file itself keeps out a process that uses a hard link, or that comes after the lock file was removed. SQLite's own
/// locks are of another kind on Linux and do not conflict with it. On macOS and Windows they would.
/// </remarks>
internal sealed class SqliteLock : IDisposable
{
    private readonly FileStream _name;

    /// <summary>Locks the file, and creates an empty one when it does not exist.</summary>
    /// <exception cref="IOException">Another process has the lock.</exception>
    public SqliteLock(string path)
    {
        // The name comes first: to close a second handle of the file would end the locks of SQLite in this process.
        _name = Open(path + ".lock");
        try
        {
            var file = OperatingSystem.IsLinux() || !File.Exists(path) ? Open(path) : null;
            if (OperatingSystem.IsLinux())
            {
                Watch = new WatchedFile(file!);
            }
            else
            {
                file?.Dispose();
            }
        }
        catch
        {
            _name.Dispose();
            throw;
        }
    }

    /// <summary>Gets the watch of the locked file; null on systems other than Linux.</summary>
    public WatchedFile? Watch { get; }

    public void Dispose()
    {
        Watch?.Dispose();
        _name.Dispose();
    }

    private static FileStream Open(string path) => OwnFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
