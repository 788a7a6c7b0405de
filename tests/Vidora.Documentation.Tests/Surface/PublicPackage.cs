using Microsoft.CodeAnalysis;

namespace Vidora.Documentation.Tests.Surface;

/// <summary>The public surface of a package, read from its assembly.</summary>
/// <param name="Name">The name of the package.</param>
/// <param name="Types">The public types.</param>
internal sealed record PublicPackage(string Name, IReadOnlyList<INamedTypeSymbol> Types)
{
    /// <summary>Gets the number of public and protected members: a property or event counts once, and so does each override.</summary>
    public int MemberCount => Types.Sum(type => type.GetMembers().Count(IsCounted));

    /// <summary>Returns every package.</summary>
    public static IReadOnlyList<PublicPackage> All() =>
    [
        .. from assembly in DocumentedProgram.Compile("Surface").SourceModule.ReferencedAssemblySymbols
           where Directory.Exists(Path.Combine(Repository.Root, "src", assembly.Name))
           orderby assembly.Name
           select new PublicPackage(assembly.Name, [.. PublicTypes(assembly.GlobalNamespace)]),
    ];

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member switch
        {
            INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } type => PublicTypes(type).Prepend(type),
            INamespaceSymbol space => PublicTypes(space),
            _ => [],
        });

    private static bool IsCounted(ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && member is not INamedTypeSymbol
        && member is not IMethodSymbol { AssociatedSymbol: not null }
        && !(member.ContainingType.TypeKind is TypeKind.Enum && member is not IFieldSymbol { HasConstantValue: true })
        && !(member.ContainingType.TypeKind is TypeKind.Delegate && member.Name != "Invoke");
}
