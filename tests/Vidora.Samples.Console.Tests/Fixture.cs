namespace Vidora.Samples.Console.Tests;

/// <summary>The files in <c>Fixtures</c>, and files that a test makes for itself.</summary>
internal static class Fixture
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    /// <summary>A path in the folder of the running test's own files.</summary>
    public static string NewPath(string name)
    {
        var folder = System.IO.Path.Combine(TestContext.CurrentContext.WorkDirectory, "files", TestContext.CurrentContext.Test.ID);
        Directory.CreateDirectory(folder);
        return System.IO.Path.Combine(folder, name);
    }

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
}
