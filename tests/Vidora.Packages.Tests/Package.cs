using System.IO.Compression;
using System.Xml.Linq;

namespace Vidora.Packages.Tests;

/// <summary>A package, or the package of its symbols, opened.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly string _id;

    private Package(string id, string extension)
    {
        _id = id;
        _zip = ZipFile.OpenRead(Path.Combine(Packed.Folder, $"{id}.{Packed.Version}{extension}"));
        Metadata = XDocument.Parse(ReadText($"{id}.nuspec")).Root!.Elements().Single();
    }

    /// <summary>The <c>metadata</c> element of the nuspec file.</summary>
    public XElement Metadata { get; }

    /// <summary>The folder of its project in the repository.</summary>
    public string Project => _id.StartsWith(ToolTests.Id, StringComparison.Ordinal) ? "samples/Vidora.Samples.Console" : $"src/{_id}";

    /// <summary>Its files, without those of the package format.</summary>
    public IEnumerable<string> Files => _zip.Entries
        .Select(entry => entry.FullName)
        .Where(name => name != $"{_id}.nuspec" && name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal));

    public static Package Open(string id) => new(id, ".nupkg");

    public static Package OpenSymbols(string id) => new(id, ".snupkg");

    public string? Value(string element) => Find(element).SingleOrDefault()?.Value;

    public IEnumerable<XElement> Find(string element) => Metadata.Descendants().Where(node => node.Name.LocalName == element);

    public string ReadText(string file)
    {
        using var reader = new StreamReader(_zip.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    public MemoryStream Read(string file)
    {
        using var content = _zip.GetEntry(file)!.Open();
        var copy = new MemoryStream();
        content.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    public void Dispose() => _zip.Dispose();
}
