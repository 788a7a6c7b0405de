namespace Vidora.Documentation.Tests.Surface;

/// <summary>Reads the public surface of the packages from their PublicAPI files, which the build compares with the code.</summary>
internal static class PublicApi
{
    private static readonly string[] _accessors = [".get", ".set", ".init"];

    /// <summary>Returns the surface of each package.</summary>
    public static IReadOnlyList<PublicPackage> Packages() =>
    [
        .. from folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Order(StringComparer.Ordinal)
           let files = Directory.GetFiles(folder, "PublicAPI.*.txt")
           where files.Length > 0
           select Read(Path.GetFileName(folder), files.SelectMany(File.ReadLines)),
    ];

    private static PublicPackage Read(string name, IEnumerable<string> lines)
    {
        var declared = lines.Where(line => line.Length > 0 && !line.StartsWith('#') && !line.StartsWith('*')).ToList();
        return new(
            name,
            [.. declared.Where(line => !IsMember(line)).Select(TypeName)],
            [.. declared.Where(IsMember).Select(MemberName).Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsMember(string line) => line.Contains(" -> ", StringComparison.Ordinal);

    /// <summary>Returns the name without type parameters.</summary>
    private static string TypeName(string line) => line.Split('<')[0].TrimStart('~');

    /// <summary>Returns the declaration without its type, so that the accessors of a property are one member.</summary>
    private static string MemberName(string line)
    {
        var declaration = line[..line.LastIndexOf(" -> ", StringComparison.Ordinal)];
        var accessor = _accessors.FirstOrDefault(accessor => declaration.EndsWith(accessor, StringComparison.Ordinal));
        return accessor is null ? declaration : declaration[..^accessor.Length];
    }
}
