namespace Vidora.Documentation.Tests.Floors;

/// <summary>Holds the floors: no circle between folders, no reference that the packages may not have.</summary>
/// <remarks>Set VIDORA_FLOORS_REPORT to a folder to get a file with every arrow of each package.</remarks>
[TestFixture]
[Slow]
public sealed class FloorsTests
{
    private const string Library = "Vidora.Integration";
    private const string Delivery = "Vidora.Integration.Delivery";
    private const string Pipelines = "Vidora.Integration.Pipelines";
    private const string AspNetCore = "Microsoft.AspNetCore.App";
    private const string Sqlite = "Microsoft.Data.Sqlite";
    private const string HealthChecks = "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions";

    private static readonly Dictionary<string, string[]> _mayReference = new()
    {
        [Library] = ["Microsoft.Extensions.Http", "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions"],
        [Delivery] = [Library, Sqlite, "Microsoft.Extensions.Hosting.Abstractions", HealthChecks, "CsvHelper"],
        ["Vidora.Integration.AspNetCore"] = [Library, Delivery, AspNetCore],
        ["Vidora.Integration.Kafka"] = [Library, Delivery, "Confluent.Kafka"],
        [Pipelines] = [Library, "Microsoft.ML", "Microsoft.ML.FastTree"],
        ["Vidora.Integration.Aspire.Hosting"] = ["Aspire.Hosting"],
        ["Vidora.Integration.Emulator"] = [Library, Pipelines, AspNetCore, Sqlite],
    };

    [TestCaseSource(nameof(Packages))]
    public void Folders_OfAPackage_StandInNoCircle(string package)
    {
        var folders = Package.All.Single(candidate => candidate.Name == package).Folders;
        if (Environment.GetEnvironmentVariable("VIDORA_FLOORS_REPORT") is { Length: > 0 } reports)
        {
            Directory.CreateDirectory(reports);
            File.WriteAllText(Path.Combine(reports, $"{package}.txt"), $"{package}\n{folders.DescribeArrows()}");
        }

        Assert.That(folders.Circles, Is.Empty, folders.DescribeCircles);
    }

    [TestCaseSource(nameof(Packages))]
    public void References_OfAPackage_AreAllowed(string package) =>
        Assert.That(
            Package.All.Single(candidate => candidate.Name == package).References,
            Is.SubsetOf(_mayReference.GetValueOrDefault(package, [])),
            $"src/{package}/{package}.csproj has a reference that the table of this test does not allow.");

    private static IEnumerable<string> Packages() => Package.All.Select(package => package.Name);
}
