using System.Text;

namespace Vidora.Integration.Tests.Fixtures;

/// <summary>Reads the documents beside this file.</summary>
internal static class Fixture
{
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Vidora.Integration.Tests", "Fixtures", Path.Combine(name.Split('/'))));

    public static string ReadText(string name) => Encoding.UTF8.GetString(Read(name));

    /// <summary>Returns a folder or file of mParticle's samples, or our own of that name when they are not beside the repository.</summary>
    public static string Shared(string name) => Path.Combine(Repository.SharedSamples, Path.Combine(name.Split('/')));
}
