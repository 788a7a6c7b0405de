using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vidora.Packages.Tests;

/// <summary>What is in the packages, and what they ask for.</summary>
[TestFixture]
public sealed class PackageTests
{
    private const string Library = "Vidora.Integration";
    private const string Delivery = "Vidora.Integration.Delivery";
    private const string Endpoints = "Vidora.Integration.AspNetCore";
    private const string Kafka = "Vidora.Integration.Kafka";
    private const string Pipelines = "Vidora.Integration.Pipelines";
    private const string Emulator = "Vidora.Integration.Emulator";
    private const string Aspire = "Vidora.Integration.Aspire.Hosting";

    private static readonly Dictionary<string, string[]> _dependencies = new()
    {
        [Library] = ["Microsoft.Extensions.Http", "Microsoft.Extensions.Options.ConfigurationExtensions"],
        [Delivery] =
        [
            "CsvHelper", "Microsoft.Data.Sqlite", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
            "Microsoft.Extensions.Hosting.Abstractions", Library,
        ],
        [Endpoints] = [Delivery],
        [Kafka] = ["Confluent.Kafka", Library, Delivery],
        [Pipelines] = ["Microsoft.ML", "Microsoft.ML.FastTree", Library],
        [Emulator] = ["Microsoft.Data.Sqlite", Library, Pipelines],
        [Aspire] = ["Aspire.Hosting"],
    };

    public static IEnumerable<string> Ids => _dependencies.Keys;

    private static IEnumerable<string> AllIds => Ids.Concat(ToolTests.Ids);

    [Test]
    public void Pack_OfTheRepository_MakesThesePackagesAndTheirSymbols() => Assert.That(
        Directory.GetFiles(Packed.Folder).Select(Path.GetFileName),
        Is.EquivalentTo(Ids.SelectMany(id => new[] { $"{id}.{Packed.Version}.nupkg", $"{id}.{Packed.Version}.snupkg" })
            .Concat(ToolTests.Ids.Select(id => $"{id}.{Packed.Version}.nupkg"))));

    [TestCaseSource(nameof(Ids))]
    public void Package_Files_AreTheLibraryItsDocumentationAndTheTexts(string id)
    {
        using var package = Package.Open(id);

        // Kestrel reads a switch before any code of the package runs, so the package sets it in the build of its host.
        string[] build = id == Endpoints ? [$"build/{id}.props", $"buildTransitive/{id}.props"] : [];
        Assert.That(
            package.Files,
            Is.EquivalentTo(build.Concat([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "icon.png"])));
        Assert.That(package.ReadText("README.md"), Does.StartWith($"# {id}"));
    }

    [TestCaseSource(nameof(AllIds))]
    public void Package_Metadata_SaysWhatItIsWhoseItIsAndWhence(string id)
    {
        using var package = Package.Open(id);

        Assert.That(package.Value("description"), Is.Not.Empty.And.Not.EqualTo("Package Description"));
        Assert.That(package.Value("license"), Is.EqualTo("MIT"));
        Assert.That(package.Value("readme"), Is.EqualTo("README.md"));
        Assert.That(package.Value("icon"), Is.EqualTo("icon.png"));
        Assert.That(package.Value("tags"), Does.Contain("mparticle").And.Contain("vidora"));
        Assert.That(package.Value("authors"), Is.EqualTo("The Vidora.Integration authors"));
        Assert.That((string?)package.Find("repository").Single().Attribute("commit"), Does.Match("^[0-9a-f]{40}$"));
    }

    [TestCaseSource(nameof(AllIds))]
    public void Package_Readme_IsThatOfTheSourcesWithLinksThatWorkAnywhere(string id)
    {
        using var package = Package.Open(id);
        var packed = package.ReadText("README.md");
        var source = File.ReadAllText(Path.Combine(Repository.Root, package.Project, "README.md"));
        var address = package.Find("repository").Single();
        var files = $"{((string?)address.Attribute("url"))?.Replace(".git", "", StringComparison.Ordinal)}/blob/{(string?)address.Attribute("commit")}/";

        Assert.That(WithoutLinks(packed), Is.EqualTo(WithoutLinks(source)));
        Assert.That(Targets(packed).Where(target => !target.StartsWith("http", StringComparison.Ordinal)), Is.Empty);
        if (files.StartsWith("https://", StringComparison.Ordinal))
        {
            var toFiles = Targets(packed).Where(target => target.StartsWith(files, StringComparison.Ordinal)).Select(target => target[files.Length..].Split('#')[0]).ToList();
            Assert.That(toFiles, Has.Count.EqualTo(Targets(source).Count(target => !target.StartsWith("http", StringComparison.Ordinal))));
            Assert.That(toFiles.Where(file => !File.Exists(Path.Combine(Repository.Root, file))), Is.Empty);
        }

        static string WithoutLinks(string text) => Regex.Replace(text, @"\[([^\]]+)\]\([^)]+\)", "$1");
        static IEnumerable<string> Targets(string text) => Regex.Matches(text, @"\]\(([^)]+)\)").Select(link => link.Groups[1].Value);
    }

    [TestCaseSource(nameof(AllIds))]
    public void Package_ReleaseNotes_AreTheChangelogsSectionOfTheVersion(string id)
    {
        using var package = Package.Open(id);
        var section = File.ReadAllText(Path.Combine(Repository.Root, ".github", "CHANGELOG.md")).Split("\n## ")
            .Single(part => part.StartsWith($"[{Packed.Version.Split('-')[0]}]", StringComparison.Ordinal));

        Assert.That(package.Value("releaseNotes"), Is.EqualTo(section[(section.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim()).And.Not.Empty);
    }

    [TestCaseSource(nameof(Ids))]
    public void Package_Dependencies_AreTheFewThatWereChosen(string id)
    {
        using var package = Package.Open(id);

        Assert.That(package.Find("dependency").Select(Id), Is.EquivalentTo(_dependencies[id]));
        Assert.That(
            package.Find("frameworkReference").Select(reference => (string?)reference.Attribute("name")),
            Is.EquivalentTo(id is Endpoints or Emulator ? new[] { "Microsoft.AspNetCore.App" } : []));
    }

    [TestCaseSource(nameof(Ids))]
    public void Package_Floors_AreTheFirstVersionThatWorks(string id)
    {
        using var package = Package.Open(id);
        var floors = package.Find("dependency").ToDictionary(Id, dependency => (string)dependency.Attribute("version")!);

        Assert.That(
            floors.Where(floor => floor.Key.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Select(floor => floor.Value),
            Is.All.EqualTo("10.0.0"),
            ".NET 10 as it was released");
        Assert.That(
            floors.Where(floor => floor.Key.StartsWith(Library, StringComparison.Ordinal)).Select(floor => floor.Value),
            Is.All.EqualTo(Packed.Version));
    }

    [Test]
    public void Notices_NameEveryDependencyOfOthers()
    {
        var notices = File.ReadAllText(Path.Combine(Repository.Root, "src", "build", "THIRD-PARTY-NOTICES.md"));

        Assert.That(_dependencies.Values.SelectMany(ids => ids).Except(Ids).Where(id => !notices.Contains(id, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(Ids))]
    public void Library_IsReproducible_AndClaimsNativeAotWhereItIsTrue(string id)
    {
        using var package = Package.Open(id);
        using var library = package.Read($"lib/net10.0/{id}.dll");
        using var file = new PEReader(library, PEStreamOptions.LeaveOpen);
        var claims = Assembly.Load(library.ToArray()).GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(metadata => metadata.Key is "IsTrimmable" or "IsAotCompatible")
            .Select(metadata => metadata.Value);

        Assert.That(file.ReadDebugDirectory().Select(entry => entry.Type), Does.Contain(DebugDirectoryEntryType.Reproducible));
        Assert.That(claims, id is Kafka or Pipelines or Emulator or Aspire ? Is.Empty : Is.Not.Empty.And.All.EqualTo("True"));
    }

    private static string Id(XElement dependency) => (string)dependency.Attribute("id")!;
}
