using Vidora.Integration.Delivery.Tests.WriteBack;

namespace Vidora.Integration.Delivery.Tests.Attacks;

/// <summary>
/// An attacker who can put a user id into an export, or an answer into a feed, writes a formula that a spreadsheet runs when an analyst opens the
/// results. Texts of others stay texts, by an apostrophe in front; numbers stay the numbers they are, signs included.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FormulaInjectionTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [TestCase("=HYPERLINK(\"\"http://evil.example\"\")", "'=HYPERLINK(\"\"http://evil.example\"\")")]
    [TestCase("+1", "'+1")]
    [TestCase("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0")]
    [TestCase("@SUM(1)", "'@SUM(1)")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("\r=1", "'\r=1")]
    [TestCase("\n=1", "'\n=1")]
    [TestCase("\uff1d1", "'\uff1d1")]
    [TestCase("\uff0b1", "'\uff0b1")]
    [TestCase("\uff0d1", "'\uff0d1")]
    [TestCase("\uff201", "'\uff201")]
    [TestCase("1\"\",=1,\"\"", "1\"\",=1,\"\"")]
    [TestCase("'=1", "'=1")]
    public async Task Results_UserIdThatIsAFormula_IsText(string userId, string expected)
    {
        var results = await ResultsAsync($"user_id,Predicted Value\n\"{userId}\",1\n7,1\n");

        Assert.That(results, Does.Contain($",\"{expected}\",bad,").Or.Contain($",{expected},bad,"));
    }

    [Test]
    public async Task Results_NegativeNumbers_StayNumbers()
    {
        var results = await ResultsAsync("user_id,Predicted Value\n-7346244611012968789,-0.5\n-2,-1e-5\n");

        Assert.That(results.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Order(), Is.EqualTo(new[]
        {
            "line,user_id,result,score old,score new,reason",
            "2,-7346244611012968789,added,,-0.5,",
            "3,-2,added,,-1e-5,",
        }.Order()));
    }

    [TestCase("=1+1")]
    [TestCase("@x")]
    public async Task Results_ColumnTitleAndAnswerThatAreFormulas_AreText(string formula)
    {
        _import.Feed.Answer(new SendOutcome(SendStatus.Rejected, "http_400") { HttpStatus = 400, Message = formula });

        var results = await ResultsAsync($"user_id,Score,\"{formula}\"\n7,1,1\n8,{formula},x\n");

        var fields = results.Split('\n').SelectMany(line => line.Trim().Split(','));
        Assert.That(fields.Where(field => field.TrimStart('"') is ['=' or '@', ..]), Is.Empty);
    }

    private async Task<string> ResultsAsync(string export)
    {
        _import.Options.ResultsFile = _import.ResultsFile;
        _import.Options.AcceptAnomalies = true;
        await _import.RunAsync(export);
        return await File.ReadAllTextAsync(_import.ResultsFile);
    }
}
