using System.Text;

namespace Vidora.Integration.Tests.Fixtures;

/// <summary>Documents that the tests read: the project's own beside this file, mParticle's samples when they are there.</summary>
internal static class Fixture
{
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Vidora.Integration.Tests", "Fixtures", Path.Combine(name.Split('/'))));

    public static string ReadText(string name) => Encoding.UTF8.GetString(Read(name));

    /// <summary>A folder or file of the shared samples; ends the test as ignored when it is not there.</summary>
    public static string Shared(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", Path.Combine(name.Split('/'))));
        if (!Path.Exists(path))
        {
            Assert.Ignore("mParticle's sample documents are not beside the repository.");
        }

        return path;
    }
}
