using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Vidora.Documentation.Tests;

/// <summary>What the documents show compiles, each block as a program of its own, with the usings of a new web project.</summary>
[TestFixture]
public sealed class CodeBlockTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.CSharp14);

    private static readonly Lazy<MetadataReference[]> _references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    [TestCaseSource(nameof(Blocks))]
    public void CodeBlock_AsItStands_Compiles(string document, int line, string code)
    {
        var program = CSharpCompilation.Create(
            "Documented",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, _language), CSharpSyntaxTree.ParseText(code, _language)],
            _references.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        var problems = program.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not "CS8933" and not "CS1701")
            .Select(diagnostic => $"{document}:{line + diagnostic.Location.GetLineSpan().StartLinePosition.Line}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");

        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void Readme_OfTheRepository_ShowsCode() => Assert.That(CodeBlock.In("README.md"), Is.Not.Empty);

    private static IEnumerable<TestCaseData> Blocks() =>
        from document in Repository.Readmes()
        from block in CodeBlock.In(document)
        select new TestCaseData(block.Document, block.Line, block.Code).SetArgDisplayNames(block.ToString());
}
