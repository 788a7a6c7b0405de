using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>Finds history as mParticle's storage outputs lay it down: text files, in date folders or not.</summary>
public static class ReplayFiles
{
    /// <summary>
    /// Lists the files of folders, subfolders included, and the named files, in order of their paths, which is the order of
    /// time in what mParticle writes. Verification files, empty files, and hidden files and folders inside a folder hold
    /// nothing and are listed as left out. Links inside a folder are not followed.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <returns>The inputs of a replay.</returns>
    /// <exception cref="FileNotFoundException">One of the paths does not exist.</exception>
    public static IReadOnlyList<ReplayInput> List(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var inputs = new List<ReplayInput>();
        foreach (var path in paths)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Directory.Exists(full))
            {
                ListFolder(new DirectoryInfo(full), full, inputs);
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

    private static void ListFolder(DirectoryInfo folder, string root, List<ReplayInput> inputs)
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
                    inputs.Add(new RefusedReplayInput(entry.FullName, ReplayFileState.LeftOut, "What is hidden holds no history."));
                }
                else if (entry is DirectoryInfo inner)
                {
                    ListFolder(inner, root, inputs);
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
            // Pipes and devices have no length either, and opening one may never end.
            return file.Length == 0
                ? new RefusedReplayInput(file.FullName, ReplayFileState.LeftOut, "It is empty, or not a plain file.")
                : new LocalReplayInput(file.FullName, file.Length, root);
        }
        catch (FileNotFoundException)
        {
            return new RefusedReplayInput(file.FullName, ReplayFileState.Vanished, "It is not there any more.");
        }
    }
}
