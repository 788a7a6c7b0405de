using System.Runtime.CompilerServices;
using System.Text;

namespace Vidora.Integration.Tests.Fixtures;

/// <summary>Documents that the tests read: the project's own beside this file, mParticle's samples when they are there.</summary>
internal static class Fixture
{
    private static readonly string _root = FindRoot();

    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(_root, "tests", "Vidora.Integration.Tests", "Fixtures", Path.Combine(name.Split('/'))));

    public static string ReadText(string name) => Encoding.UTF8.GetString(Read(name));

    /// <summary>A folder or file of the shared samples; ends the test as ignored when it is not there.</summary>
    public static string Shared(string name)
    {
        var path = Path.GetFullPath(Path.Combine(_root, "..", "shared", Path.Combine(name.Split('/'))));
        if (!Path.Exists(path))
        {
            Assert.Ignore("mParticle's sample documents are not beside the repository.");
        }

        return path;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // A deterministic build maps source paths away; then the way up from the assembly is left.
        foreach (var start in new[] { Path.GetDirectoryName(thisFile), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Vidora.Integration.sln")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("These tests run inside of the repository.");
    }
}
