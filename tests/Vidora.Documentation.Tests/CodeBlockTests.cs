using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Vidora.Documentation.Tests;

/// <summary>What the documents show compiles, to the letter.</summary>
[TestFixture]
public sealed class CodeBlockTests
{
    [TestCaseSource(nameof(Blocks))]
    public void CodeBlock_AsItStands_Compiles(string document, int line, string code)
    {
        var problems = DocumentedProgram.Compile("Documented", code).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not "CS8933" and not "CS1701")
            .Select(diagnostic => $"{document}:{line + diagnostic.Location.GetLineSpan().StartLinePosition.Line}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");

        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void Readme_FirstSample_IsAConsoleProgramWithOneUsing()
    {
        var code = CodeBlock.In("README.md").First().Code;

        Assert.That(code.Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal)), Is.EqualTo(new[] { "using Vidora.Integration;" }));
        Assert.That(DocumentedProgram.CompileConsole("Documented", code).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Blocks() =>
        from block in CodeBlock.All()
        select new TestCaseData(block.Document, block.Line, block.Code).SetArgDisplayNames(block.ToString());
}
