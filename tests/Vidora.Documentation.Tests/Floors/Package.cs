using System.Xml.Linq;

namespace Vidora.Documentation.Tests.Floors;

/// <summary>Reads a project under src and maps its folders.</summary>
internal sealed class Package
{
    private readonly string _folder;
    private readonly XDocument _project;
    private readonly Lazy<FolderMap> _folders;

    private Package(string project)
    {
        Name = Path.GetFileNameWithoutExtension(project);
        _folder = Path.GetDirectoryName(project)!;
        _project = XDocument.Load(project);
        _folders = new(Compile);
    }

    /// <summary>Gets every package under src; a project that is not packed is none.</summary>
    public static IReadOnlyList<Package> All { get; } =
    [
        .. from project in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
           orderby project
           let package = new Package(project)
           where !package._project.Descendants("IsPackable").Any(packable => packable.Value == "false")
           select package,
    ];

    public string Name { get; }

    /// <summary>Gets the arrows between the folders.</summary>
    public FolderMap Folders => _folders.Value;

    /// <summary>Gets the packages, projects and frameworks that the project references; analyzers and generators are none.</summary>
    public IEnumerable<string> References =>
        from reference in _project.Descendants()
        where reference.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference"
        where !IsGenerator(reference) && (string?)reference.Attribute("PrivateAssets") != "all"
        select NameOf(reference);

    private static bool IsGenerator(XElement reference) => (string?)reference.Attribute("OutputItemType") == "Analyzer";

    private static string NameOf(XElement reference)
    {
        var include = (string)reference.Attribute("Include")!;
        return reference.Name.LocalName == "ProjectReference" ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include;
    }

    private FolderMap Compile() => Compiler.MapFolders(
        Name,
        from path in Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(_folder, path).Replace('\\', '/')
        where relative.Split('/')[0] is not ("bin" or "obj")
        orderby relative
        select (relative, File.ReadAllText(path)),
        _project.Descendants("Using").Where(item => item.Attribute("Include") is not null).Select(GlobalUsing),
        IsReferenced,
        _project.Descendants("ProjectReference").Where(IsGenerator).Select(Built));

    private static string GlobalUsing(XElement item)
    {
        var isStatic = item.Attribute("Static") is null ? "" : "static ";
        var alias = item.Attribute("Alias") is { } name ? $"{name.Value} = " : "";
        return $"global using {isStatic}{alias}{(string)item.Attribute("Include")!};";
    }

    /// <summary>Says whether an assembly is known to the project: every one but itself and the packages above it.</summary>
    private bool IsReferenced(string assembly) =>
        !All.Any(package => package.Name == assembly) || Below().Any(package => package.Name == assembly);

    private IEnumerable<Package> Below() =>
        All.Where(package => References.Contains(package.Name)).SelectMany(package => package.Below().Prepend(package));

    /// <summary>Returns the assembly that the last build made of a generator's project.</summary>
    private string Built(XElement generator)
    {
        var project = Path.GetFullPath(Path.Combine(_folder, ((string)generator.Attribute("Include")!).Replace('\\', '/')));
        return new DirectoryInfo(Path.Combine(Path.GetDirectoryName(project)!, "bin"))
            .EnumerateFiles(NameOf(generator) + ".dll", SearchOption.AllDirectories)
            .MaxBy(file => file.LastWriteTimeUtc)?.FullName
            ?? throw new FileNotFoundException($"{project} is not built. Run 'dotnet build' first.");
    }
}
