using Vidora.Documentation.Tests;

namespace Vidora.Packages.Tests;

/// <summary>The packages, packed once for all tests into a folder of their own, with a version that no cache knows.</summary>
[SetUpFixture]
public sealed class Packed
{
    // In the repository, where paths are those of its sources; ignored by git.
    private static readonly string _build = Path.Combine(Repository.Root, "artifacts", "packages-tests");

    private static readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vidora-packages-");

    /// <summary>Where the packages are; beside them is room for those who use them.</summary>
    public static string Folder { get; } = Path.Combine(_folder.FullName, "packages");

    public static string Version { get; } = $"1.0.0-test.r{Guid.NewGuid():N}";

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            await Dotnet.RunAsync(
                Repository.Root,
                new Dictionary<string, string>(),
                "pack",
                project,
                "--output",
                Folder,
                "--artifacts-path",
                _build,
                $"-p:Version={Version}",
                "-p:ContinuousIntegrationBuild=true",
                "-warnaserror",
                "-nodeReuse:false",
                "--nologo");
        }
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _folder.Delete(recursive: true);
        Directory.Delete(_build, recursive: true);
    }

    /// <summary>A folder beside the packages, outside the repository.</summary>
    public static string CreateFolder(string name) => _folder.CreateSubdirectory(name).FullName;
}
