using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vidora.Documentation.Tests.Surface;

/// <summary>The code that stands for users of the packages: README blocks, samples, and tests that see no internals.</summary>
internal static class UserCode
{
    private const string Usings = "global using NUnit.Framework;\nglobal using Vidora.Testing;\n";

    private static readonly string[] _projects =
    [
        "samples/Vidora.Samples.Console",
        "samples/Vidora.Samples.Lambda",
        "samples/Vidora.Samples.S3Replay",
        "samples/Vidora.Samples.Web",
        "tests/Vidora.Integration.AotProbe",
        "tests/Vidora.Packages.Tests",
        "tests/Vidora.Documentation.Tests",
        "tests/Vidora.Samples.Console.Tests",
        "tests/Vidora.Samples.Lambda.Tests",
        "tests/Vidora.Samples.S3Replay.Tests",
    ];

    /// <summary>Returns the full names of all types that the code uses: those that it names, and those of its expressions.</summary>
    public static IReadOnlySet<string> UsedTypes() =>
        CodeBlock.All().Select(block => DocumentedProgram.Compile("User", block.Code))
            .Concat(_projects.Select(Compile))
            .AsParallel()
            .SelectMany(UsedTypes)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the full name of a type without its type parameters.</summary>
    public static string NameOf(INamedTypeSymbol type) =>
        type.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat).Split('<')[0];

    private static CSharpCompilation Compile(string project)
    {
        var folder = Path.Combine(Repository.Root, project);
        var files = from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    where Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj" or "Surface" or "Floors")
                    select File.ReadAllText(path);
        return DocumentedProgram.Compile("User", [Usings, .. files]);
    }

    private static IEnumerable<string> UsedTypes(CSharpCompilation code) =>
        from tree in code.SyntaxTrees
        let model = code.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes()
        where node is ExpressionSyntax or ForEachStatementSyntax
        from type in TypesOf(model, node)
        where type.ContainingAssembly?.Name.StartsWith("Vidora.Integration", StringComparison.Ordinal) == true
        select NameOf(type);

    private static IEnumerable<INamedTypeSymbol> TypesOf(SemanticModel model, SyntaxNode node)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        var type = model.GetTypeInfo(node);
        return new ITypeSymbol?[] { type.Type, type.ConvertedType, symbol as ITypeSymbol, symbol?.ContainingType }
            .SelectMany(Named)
            .Concat(symbol is IMethodSymbol { ReducedFrom.ContainingType: { } extensions } ? [extensions] : []);
    }

    private static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Named(array.ElementType),
        // A base type is used with the types that derive from it.
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Named).Concat(Named(named.BaseType)).Prepend(named),
        _ => [],
    };
}
