using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Vidora.Documentation.Tests.Floors;

/// <summary>Compiles the files of folders as the build does.</summary>
internal static class Compiler
{
    /// <summary>Compiles files and maps their folders. Throws AggregateException when a name is unknown.</summary>
    /// <param name="assembly">The name of the assembly. Other assemblies show their internals to it.</param>
    /// <param name="files">The files, with paths relative to the package.</param>
    /// <param name="usings">The global usings, beside the implicit ones.</param>
    /// <param name="isReferenced">Says which assemblies the files know, of all that the tests run with.</param>
    /// <param name="generators">The assemblies of the source generators.</param>
    public static FolderMap MapFolders(
        string assembly,
        IEnumerable<(string Path, string Code)> files,
        IEnumerable<string> usings,
        Func<string, bool> isReferenced,
        IEnumerable<string> generators)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Code, DocumentedProgram.Language, file.Path)).ToArray();
        var compilation = CSharpCompilation.Create(
            assembly,
            [.. trees, CSharpSyntaxTree.ParseText(string.Join('\n', usings.Prepend(DocumentedProgram.ConsoleUsings)), DocumentedProgram.Language)],
            DocumentedProgram.References.Where(reference => isReferenced(Path.GetFileNameWithoutExtension(reference.FilePath!))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(generators.SelectMany(Load), parseOptions: DocumentedProgram.Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);

        return new FolderMap(generated, trees);
    }

    private static IEnumerable<ISourceGenerator> Load(string path) =>
        new AnalyzerFileReference(path, Loader.Instance).GetGenerators(LanguageNames.CSharp);

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
