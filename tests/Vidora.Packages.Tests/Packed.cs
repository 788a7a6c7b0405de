using System.Text.Json;

namespace Vidora.Packages.Tests;

/// <summary>
/// The packages under test: those in the folder that VIDORA_TEST_PACKAGES names, or else packed once for all tests with a
/// version that no cache knows.
/// </summary>
[SetUpFixture]
public sealed class Packed
{
    private static readonly string? _given = Environment.GetEnvironmentVariable("VIDORA_TEST_PACKAGES");

    // In the repository, so that the paths in the symbols are those of its sources; ignored by git.
    private static readonly string _build = Path.Combine(Repository.Root, "artifacts", "packages-tests");

    private static readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vidora-packages-");

    /// <summary>Gets the folder of the packages.</summary>
    public static string Folder { get; } =
        string.IsNullOrEmpty(_given) ? Path.Combine(_folder.FullName, "packages") : Path.GetFullPath(_given, Repository.Root);

    public static string Version { get; private set; } = $"1.0.0-test.r{Guid.NewGuid():N}";

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        const string Library = "Vidora.Integration.";
        if (!string.IsNullOrEmpty(_given))
        {
            Version = Directory.EnumerateFiles(Folder, Library + "*.nupkg")
                .Select(file => Path.GetFileNameWithoutExtension(file)[Library.Length..])
                .Single(version => char.IsAsciiDigit(version[0]));
            return;
        }

        Directory.CreateDirectory(_build);
        var filter = Path.Combine(_build, "packages.slnf");
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "samples", "Vidora.Samples.Console", "Vidora.Samples.Console.csproj"))
            .Select(project => Path.GetRelativePath(Repository.Root, project).Replace('/', '\\'));
        var solution = Path.Combine(Repository.Root, "Vidora.Integration.sln");
        await File.WriteAllTextAsync(filter, JsonSerializer.Serialize(new { solution = new { path = solution, projects } }));
        await Dotnet.RunAsync(
            Repository.Root,
            new Dictionary<string, string>(),
            "pack",
            filter,
            "--output",
            Folder,
            "--artifacts-path",
            _build,
            $"-p:Version={Version}",
            "-p:RepositoryUrl=https://example.com/vidora.git",
            "-p:ContinuousIntegrationBuild=true",
            "-warnaserror",
            "-nodeReuse:false",
            "--nologo");
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _folder.Delete(recursive: true);
        if (Directory.Exists(_build))
        {
            Directory.Delete(_build, recursive: true);
        }
    }

    /// <summary>Creates a folder outside the repository.</summary>
    public static string CreateFolder(string name) => _folder.CreateSubdirectory(name).FullName;
}
