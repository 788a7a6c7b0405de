using System.Collections.Concurrent;

namespace Vidora.Samples.Console.Tests;

/// <summary>The files in <c>Fixtures</c>, and files that a test makes for itself.</summary>
internal static class Fixture
{
    private static readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.Ordinal);

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    /// <summary>A path in the folder of the running test's own files, which holds nothing of an earlier run.</summary>
    public static string NewPath(string name) =>
        System.IO.Path.Combine(_folders.GetOrAdd(TestContext.CurrentContext.Test.ID, MakeFolder), name);

    /// <summary>An empty folder, whatever an earlier run of the test left there.</summary>
    public static string NewFolder(string name)
    {
        var path = NewPath(name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }

    public static string NewFile(string name, string content)
    {
        var path = NewPath(name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string MakeFolder(string test)
    {
        var folder = System.IO.Path.Combine(TestContext.CurrentContext.WorkDirectory, "files", test);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }
}
