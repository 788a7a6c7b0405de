namespace Vidora.Documentation.Tests;

[TestFixture]
public sealed class ReadmeTests
{
    [Test]
    public void Readme_OfTheRepository_StaysUnderTwoHundredLines() =>
        Assert.That(File.ReadAllLines(Path.Combine(Repository.Root, "README.md")), Has.Length.LessThan(200));

    [TestCaseSource(nameof(LocalLinks))]
    public void Link_ToAFile_LeadsToOne(string document, string target)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        Assert.That(Path.Exists(Path.Combine(folder, target)), Is.True);
    }

    private static IEnumerable<TestCaseData> LocalLinks() =>
        from document in Repository.Readmes()
        from link in System.Text.RegularExpressions.Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root, document)), @"\]\(([^)#]+)\)")
        let target = link.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal)
        select new TestCaseData(document, target);
}
