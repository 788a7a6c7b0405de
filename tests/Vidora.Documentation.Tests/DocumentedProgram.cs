using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Vidora.Documentation.Tests;

/// <summary>A block of code as a program of its own, with the usings of a new web project.</summary>
internal static class DocumentedProgram
{
    /// <summary>The usings of a new console project, which every package has too.</summary>
    public const string ConsoleUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string WebUsings = """
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly Lazy<PortableExecutableReference[]> _references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    public static CSharpParseOptions Language { get; } = new(LanguageVersion.CSharp14);

    /// <summary>Gets the assemblies that the tests run with.</summary>
    public static IReadOnlyList<PortableExecutableReference> References => _references.Value;

    public static CSharpCompilation Compile(string name, params IEnumerable<string> code) => CompileConsole(name, code.Prepend(WebUsings));

    /// <summary>Compiles with the usings of a new console project.</summary>
    public static CSharpCompilation CompileConsole(string name, params IEnumerable<string> code) => CSharpCompilation.Create(
        name,
        code.Prepend(ConsoleUsings).Select(text => CSharpSyntaxTree.ParseText(text, Language)),
        References,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
}
