namespace Vidora.Integration.Files;

/// <summary>Opens files that hold people's data: only the owner can read a new one.</summary>
internal static class OwnFile
{
    /// <param name="path">The path.</param>
    /// <param name="mode">Whether the file is created.</param>
    /// <param name="access">Whether it is written.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <param name="allocate">The bytes that a created file gets on the disk at once.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, long allocate = 0)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, PreallocationSize = allocate };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Takes the access to an existing file from others than its owner, when this process may do that.</summary>
    public static void TakeFromOthers(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user owns the file and decides.
        }
    }
}
