using System.Reflection.Metadata;

namespace Vidora.Packages.Tests;

/// <summary>A debugger steps into the packages: their symbols bring the sources.</summary>
[TestFixture]
public sealed class SymbolTests
{
    // A kind of custom debug information in the portable PDB format.
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [TestCaseSource(typeof(PackageTests), nameof(PackageTests.Ids))]
    public void Symbols_HaveEverySourceAndNoFolderOfTheMachine(string id)
    {
        using var package = Package.OpenSymbols(id);
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(package.Read($"lib/net10.0/{id}.pdb"));
        var reader = symbols.GetMetadataReader();
        var documents = reader.Documents
            .Select(handle => (Name: reader.GetString(reader.GetDocument(handle).Name), IsEmbedded: HasSource(reader, handle)))
            .ToList();

        Assert.That(package.Files, Is.EqualTo(new[] { $"lib/net10.0/{id}.pdb" }));
        Assert.That(documents, Is.Not.Empty);
        Assert.That(documents.Where(document => !document.IsEmbedded).Select(document => document.Name), Is.Empty);
        Assert.That(documents.Select(document => document.Name), Is.All.StartsWith("/_/"));
    }

    private static bool HasSource(MetadataReader reader, DocumentHandle document) => reader.GetCustomDebugInformation(document)
        .Any(information => reader.GetGuid(reader.GetCustomDebugInformation(information).Kind) == _embeddedSource);
}
