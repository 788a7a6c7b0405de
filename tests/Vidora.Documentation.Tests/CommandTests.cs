using System.Text.RegularExpressions;

namespace Vidora.Documentation.Tests;

/// <summary>The commands and variables that the documents name exist.</summary>
[TestFixture]
public sealed partial class CommandTests
{
    [TestCaseSource(nameof(Commands))]
    public void Command_OfADocument_NamesAProjectOrScriptThatExists(string document, string command)
    {
        var path = Target().Match(command).Groups["path"].Value;
        Assert.That(Path.Exists(Path.Combine(Repository.Root, path)), Is.True, $"{document}: {path} does not exist.");
    }

    [Test]
    public void Variables_OfTheTests_AreThoseOfTheirReadme()
    {
        var used = from folder in new[] { "tests", "src/build", ".ci" }
                   from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
                   where Path.GetExtension(file) is ".cs" or ".props" or "" && !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
                   from variable in Variables(file)
                   select variable;
        Assert.That(Variables(Path.Combine(Repository.Root, "tests", "README.md")).Distinct(), Is.EquivalentTo(used.Distinct()));
    }

    [Test]
    public void Commands_OfTheBenchmarks_AreThoseOfTheirReadmeAndTheirHelp()
    {
        var program = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Vidora.Integration.Benchmarks", "Program.cs"));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Vidora.Integration.Benchmarks", "README.md"));
        var commands = Names(BenchmarkRow(), readme.Split("\n## ").Single(section => section.StartsWith("Commands", StringComparison.Ordinal))).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Names(BenchmarkHelp(), program), Is.EquivalentTo(commands));
            Assert.That(commands, Is.SubsetOf(Names(BenchmarkCase(), program)));
        });
    }

    private static IEnumerable<string> Names(Regex pattern, string text) => pattern.Matches(text).Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Variables(string file) =>
        Variable().Matches(File.ReadAllText(file)).Select(match => match.Value);

    private static IEnumerable<TestCaseData> Commands() =>
        from document in Repository.Readmes()
        from line in File.ReadAllLines(Path.Combine(Repository.Root, document))
        where Target().IsMatch(line)
        select new TestCaseData(document, line);

    [GeneratedRegex(@"^(VIDORA_\w+=\S+ )*(dotnet (test|build|publish)( -c Release)? |dotnet run( -c Release)? --project )(?<path>[\w./]+)")]
    private static partial Regex Target();

    [GeneratedRegex(@"^\| `(?<name>[a-z]+)( \[[A-Z]+\])?` \|", RegexOptions.Multiline)]
    private static partial Regex BenchmarkRow();

    [GeneratedRegex(@"^ {14}(?<name>[a-z]+)( \[[A-Z]+\])?  ", RegexOptions.Multiline)]
    private static partial Regex BenchmarkHelp();

    [GeneratedRegex(@"case \[""(?<name>[a-z]+)""\]:")]
    private static partial Regex BenchmarkCase();

    [GeneratedRegex(@"\bVIDORA_(TEST|FLOORS)_[A-Z]+\b")]
    private static partial Regex Variable();
}
