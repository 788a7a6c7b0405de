using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace Vidora.Packages.Tests;

/// <summary>The command <c>vidora</c> as a .NET tool: installed into an empty folder, without any source.</summary>
[TestFixture]
public sealed class ToolTests
{
    public const string Id = "Vidora.Integration.Tool";

    private const string Any = Id + ".any";

    private static readonly string[] _platforms = ["linux-x64", "linux-arm64", "linux-musl-x64", "linux-musl-arm64", "osx-arm64", "osx-x64", "win-x64"];

    /// <summary>Gets the package that is installed by name, and those that the SDK takes for it.</summary>
    public static IEnumerable<string> Ids => [Id, Any, .. _platforms.Select(platform => $"{Id}.{platform}")];

    [Test]
    public async Task Tool_Installed_BringsPredictionsToEmulatedProfiles()
    {
        var folder = Packed.CreateFolder("tool");
        await File.WriteAllTextAsync(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Packed.Folder}" /></packageSources>
            </configuration>
            """);
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(folder, "unpacked") };
        await Dotnet.RunAsync(folder, environment, "tool", "install", Id, "--tool-path", "tools", "--version", Packed.Version);

        var work = Packed.CreateFolder("empty");
        var command = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "vidora.exe" : "vidora");
        var version = await Dotnet.RunProgramAsync(command, work, environment, "--version");
        var output = await Dotnet.RunProgramAsync(command, work, environment);

        Assert.That(version, Does.StartWith(Packed.Version));
        Assert.That(output, Does.Contain("It adds up").And.Contain("$intelligent_attribute:vidora:"));
    }

    [TestCaseSource(nameof(_platforms))]
    public void Package_OfAPlatform_IsSmallAndHasItsNativeLibraries(string platform)
    {
        using var package = Package.Open($"{Id}.{platform}");
        var files = package.Files.ToList();

        Assert.That(Size($"{Id}.{platform}"), Is.LessThan(30_000_000));
        Assert.That(files.Select(Path.GetFileNameWithoutExtension), Does.Contain("vidora").And.Contain("librdkafka"));
        Assert.That(files.Count(file => Path.GetFileNameWithoutExtension(file).EndsWith("e_sqlite3", StringComparison.Ordinal) && !file.Contains("provider", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(files.Where(file => file.Contains("/runtimes/", StringComparison.Ordinal)), Is.Empty, "the libraries of other platforms");
    }

    [TestCase("linux-x64", true)]
    [TestCase("linux-arm64", true)]
    [TestCase("osx-arm64", false)]
    public void Package_OfAPlatformOfServices_IsCompiledAhead(string platform, bool isCompiled)
    {
        using var package = Package.Open($"{Id}.{platform}");
        foreach (var assembly in new[] { "vidora", "Vidora.Integration", "Vidora.Integration.Delivery", "Microsoft.Data.Sqlite" })
        {
            using var reader = new PEReader(package.Read($"tools/net10.0/{platform}/{assembly}.dll"));

            Assert.That(reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, Is.EqualTo(isCompiled), assembly);
        }
    }

    [Test]
    public void Package_ThatIsInstalledByName_OnlyNamesTheOthers()
    {
        using var package = Package.Open(Id);

        Assert.That(package.Files, Is.EquivalentTo(new[] { "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "icon.png", "tools/any/any/DotnetToolSettings.xml" }));
        Assert.That(package.ReadText("tools/any/any/DotnetToolSettings.xml"), _platforms.Append("any").Aggregate(
            (NUnit.Framework.Constraints.Constraint)Does.Contain("<Command Name=\"vidora\" />"), (all, platform) => all & Does.Contain($"Id=\"{Id}.{platform}\"")));
    }

    [Test]
    public void Notices_OfTheTool_NameEveryPackageInIt()
    {
        using var package = Package.Open(Any);
        var notices = package.ReadText("THIRD-PARTY-NOTICES.md");
        var tool = notices[notices.IndexOf("## Tool", StringComparison.Ordinal)..];
        using var assemblies = JsonDocument.Parse(package.ReadText("tools/net10.0/any/vidora.deps.json"));
        var others = assemblies.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name.Split('/')[0]).ToList();

        Assert.That(others, Is.Not.Empty);
        Assert.That(others.Where(id => !tool.Contains($" {id},", StringComparison.Ordinal) && !tool.Contains($" {id} |", StringComparison.Ordinal)), Is.Empty);
        Assert.That(package.Files, Does.Contain("licences/OpenTelemetry/LICENSE.TXT").And.Contain("licences/librdkafka.redist/LICENSES.txt"));
    }

    private static long Size(string id) => new FileInfo(Path.Combine(Packed.Folder, $"{id}.{Packed.Version}.nupkg")).Length;
}
