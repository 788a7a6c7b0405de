using System.Reflection;

namespace Vidora.Testing;

/// <summary>The files of the repository.</summary>
public static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>
    /// Gets the folder of mParticle's own samples and schemas: <c>../shared</c>, or our own documents of the same names when that
    /// is not there.
    /// </summary>
    public static string SharedSamples { get; } = Path.Combine(Root, "..", "shared", "payloads") is var payloads && Directory.Exists(payloads)
        ? Path.GetFullPath(Path.Combine(Root, "..", "shared"))
        : Path.Combine(Root, "tests", "Vidora.Integration.Tests", "Fixtures", "shared");

    /// <summary>Returns the READMEs of the repository, of the packages and of the tests, as paths in the repository.</summary>
    public static IEnumerable<string> Readmes() =>
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "README.md", SearchOption.AllDirectories))
            .Prepend(Path.Combine(Root, "README.md"))
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
}
