using System.Reflection.Metadata;

namespace Vidora.Packages.Tests;

/// <summary>A debugger steps into the packages: their symbols bring the sources.</summary>
[TestFixture]
public sealed class SymbolTests
{
    // Portable PDB format: kinds of custom debug information.
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [TestCaseSource(typeof(PackageTests), nameof(PackageTests.Ids))]
    public void Symbols_HaveEverySourceAndNoFolderOfTheMachine(string id)
    {
        using var package = Package.OpenSymbols(id);
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(package.Read($"lib/net10.0/{id}.pdb"));
        var reader = symbols.GetMetadataReader();
        var documents = reader.Documents
            .Select(handle => (Name: reader.GetString(reader.GetDocument(handle).Name), IsEmbedded: Has(reader, handle, _embeddedSource)))
            .ToList();

        Assert.That(package.Files, Is.EqualTo(new[] { $"lib/net10.0/{id}.pdb" }));
        Assert.That(documents, Is.Not.Empty);
        Assert.That(documents.Where(document => !document.IsEmbedded).Select(document => document.Name), Is.Empty);
        Assert.That(documents.Select(document => document.Name), Is.All.StartsWith("/_/"));
    }

    [TestCaseSource(typeof(PackageTests), nameof(PackageTests.Ids))]
    public void SourceLink_IsThereWhenTheRepositoryHasAnAddress(string id)
    {
        using var package = Package.Open(id);
        using var symbolPackage = Package.OpenSymbols(id);
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(symbolPackage.Read($"lib/net10.0/{id}.pdb"));
        var address = (string?)package.Find("repository").Single().Attribute("url");

        Assert.That(
            Has(symbols.GetMetadataReader(), EntityHandle.ModuleDefinition, _sourceLink),
            Is.EqualTo(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps));
    }

    private static bool Has(MetadataReader reader, EntityHandle of, Guid kind) => reader.GetCustomDebugInformation(of)
        .Any(information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == kind);
}
