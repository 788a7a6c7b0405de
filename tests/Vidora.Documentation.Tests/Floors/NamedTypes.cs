using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vidora.Documentation.Tests.Floors;

/// <summary>Finds the types that the files of a compilation name in each other.</summary>
/// <remarks>
/// A name counts when the compiler binds it to a type, to a member of a type, or infers a type for <c>var</c>. A target-typed <c>new()</c>
/// names its type. Comments name nothing.
/// </remarks>
internal static class NamedTypes
{
    /// <summary>Returns every use of a type between two folders.</summary>
    /// <param name="compilation">The compilation. Its other files, such as generated ones, stand in no folder.</param>
    /// <param name="files">The files that stand in folders; their paths are relative to the package.</param>
    public static IReadOnlyList<Use> Find(Compilation compilation, IReadOnlyCollection<SyntaxTree> files)
    {
        var inFolders = files.ToHashSet();
        return
        [
            .. from file in files.AsParallel().AsOrdered()
               from symbol in Named(compilation.GetSemanticModel(file))
               from type in TypesOf(symbol).Distinct(SymbolEqualityComparer.Default)
               from declaration in type.DeclaringSyntaxReferences
               let target = declaration.SyntaxTree
               where inFolders.Contains(target) && Folder(target.FilePath) != Folder(file.FilePath)
               select new Use(file.FilePath, target.FilePath, NameOf(symbol, type)),
        ];
    }

    /// <summary>Returns the folder of a file, relative to the package.</summary>
    public static string Folder(string file) => file.LastIndexOf('/') is var end and >= 0 ? file[..end] : "(root)";

    private static IEnumerable<ISymbol> Named(SemanticModel model) =>
        from node in model.SyntaxTree.GetRoot().DescendantNodes()
        where node is SimpleNameSyntax and not IdentifierNameSyntax { Identifier.Text: "nameof" } or ImplicitObjectCreationExpressionSyntax
        let symbol = SymbolOf(model, node)
        where symbol is not null
        select symbol;

    private static ISymbol? SymbolOf(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        // An unknown name makes no arrow, so a compilation without all its parts must fail.
        return symbol is not (null or IErrorTypeSymbol) || !IsUnknown(model, node) || IsOfJsonContext(model, node)
            ? symbol
            : throw new InvalidOperationException($"The name '{node}' is unknown here: {node.GetLocation().GetLineSpan()}.");
    }

    /// <summary>Says whether a name without a symbol is an error. A method that does not exist has no type at all.</summary>
    private static bool IsUnknown(SemanticModel model, SyntaxNode node) =>
        model.GetTypeInfo(node).Type is var type
        && (type is IErrorTypeSymbol || (type is null && node.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax));

    /// <summary>Says whether the framework's JSON generator writes the member. It does not run here, and its context is named anyway.</summary>
    private static bool IsOfJsonContext(SemanticModel model, SyntaxNode node)
    {
        var expression = (node.Parent as MemberAccessExpressionSyntax)?.Expression;
        while (expression is not null && model.GetSymbolInfo(expression).Symbol is not INamedTypeSymbol { BaseType.Name: "JsonSerializerContext" })
        {
            expression = (expression as MemberAccessExpressionSyntax)?.Expression;
        }

        return expression is not null;
    }

    private static string NameOf(ISymbol symbol, ISymbol type) =>
        symbol is ITypeSymbol or IMethodSymbol { MethodKind: MethodKind.Constructor } ? type.Name : $"{type.Name}.{symbol.Name}";

    private static IEnumerable<INamedTypeSymbol> TypesOf(ISymbol symbol) => symbol switch
    {
        IArrayTypeSymbol array => TypesOf(array.ElementType),
        INamedTypeSymbol { IsExtension: true } extension => TypesOf(extension.ContainingType),
        INamedTypeSymbol type => type.TypeArguments.SelectMany(TypesOf).Prepend(type.OriginalDefinition),
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol when symbol.ContainingType is { } type =>
            TypesOf(type.OriginalDefinition),
        _ => [],
    };
}
