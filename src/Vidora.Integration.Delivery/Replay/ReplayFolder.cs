namespace Vidora.Integration.Delivery.Replay;

/// <summary>Finds the files of history in folders.</summary>
internal static class ReplayFolder
{
    /// <summary>Lists named files, and all files below named folders, in the order of their paths.</summary>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static IReadOnlyList<ReplayInput> List(IEnumerable<string> paths)
    {
        var inputs = new List<ReplayInput>();
        foreach (var path in paths)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Directory.Exists(full))
            {
                AddFolder(new DirectoryInfo(full), full, inputs);
            }
            else if (File.Exists(full))
            {
                inputs.Add(CreateFile(new FileInfo(full), root: null));
            }
            else
            {
                throw new FileNotFoundException($"There is no file or folder \"{path}\".", path);
            }
        }

        return [.. inputs.OrderBy(input => input.Name, StringComparer.Ordinal).DistinctBy(input => input.Name, StringComparer.Ordinal)];
    }

    private static void AddFolder(DirectoryInfo folder, string root, List<ReplayInput> inputs)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null)
                {
                    inputs.Add(new RefusedReplayInput(entry.FullName, ReplayFileState.LeftOut, "Links are not followed."));
                }
                else if (entry.Name.StartsWith('.'))
                {
                    inputs.Add(new RefusedReplayInput(entry.FullName, ReplayFileState.LeftOut, "Hidden files and folders are not read."));
                }
                else if (entry is DirectoryInfo inner)
                {
                    AddFolder(inner, root, inputs);
                }
                else
                {
                    inputs.Add(CreateFile((FileInfo)entry, root));
                }
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            inputs.Add(new RefusedReplayInput(folder.FullName, ReplayFileState.Unreadable, $"The folder cannot be read: {e.Message}"));
        }
    }

    private static ReplayInput CreateFile(FileInfo file, string? root)
    {
        try
        {
            // Pipes and devices have no length either, and opening one can block for ever.
            return file.Length == 0
                ? new RefusedReplayInput(file.FullName, ReplayFileState.LeftOut, "It is empty, or not a regular file.")
                : new LocalReplayInput(file.FullName, file.Length, root);
        }
        catch (FileNotFoundException)
        {
            return new RefusedReplayInput(file.FullName, ReplayFileState.Vanished, "It no longer exists.");
        }
    }
}
