using System.Text;
using System.Text.Json;

namespace Vidora.Samples.Console.Tests;

public sealed class ExplainCommandTests
{
    [Test]
    public async Task Explain_Batch_NamesSourcesRulesAndReasons()
    {
        var run = await ConsoleRun.OfAsync("explain", Fixture.Path("batches.jsonl"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Output, Does.StartWith("Document 1 becomes 3 Vidora events; "));
        Assert.That(run.Output, Does.Match(@"(?m)^All 3 events$").And.Match(@"(?m)^events\[1\] becomes purchase \(2 of 2\)$"));
        Assert.That(run.Output, Does.Match(@"(?m)^  user attributes: a user attribute, as user_<name>$"));
        Assert.That(run.Output, Does.Match(@"(?m)^      user_firstname +Ada  \(looks personal\) +← user_attributes\.\$FirstName$"));
        Assert.That(run.Output, Does.Match(@"(?m)^      item_id +LF-2004 +← \.data\.product_action\.products\[1\]\.id$"));
        Assert.That(run.Output, Does.Match(@"(?m)^  personal data, never forwarded \(3\)\n    device_info\.device, device_info\.ios_idfv, user_identities\.email$"));
        Assert.That(run.Output, Does.Contain("the event was not forwarded: its type, or the change in it, is not forwarded (3)"));
        Assert.That(run.Output, Does.Contain("AttributeRenamed, event 0, custom_attributes.platform"));
        Assert.That(run.Output, Does.Not.Contain("ada@mail").And.Not.Contain("Ada's phone"));
    }

    [Test]
    public async Task Explain_OneEventAndDocument_ExplainsThemAlone()
    {
        var file = await File.ReadAllBytesAsync(Fixture.Path("batches.jsonl"));
        var one = await ConsoleRun.OfAsync(["explain", "-", "--event", "0"], file, []);
        var third = await ConsoleRun.OfAsync(["explain", "-", "--document", "3"], file, []);
        var thirdForwarded = await ConsoleRun.OfAsync(["explain", "-", "--document", "3", "--environment", "development"], file, []);

        Assert.That(one.Output, Does.Contain("Document 1 becomes 1 Vidora event").And.Contain("events[0] becomes Search Submitted").And.Not.Contain("events[1]"));
        Assert.That(third.Output, Does.Contain("the batch was not forwarded: its environment is not among the forwarded ones"));
        Assert.That(thirdForwarded.Output, Does.Match(@"environment +development +← environment"));
    }

    [Test]
    public async Task Explain_Json_IsOneObjectWithAllOfIt()
    {
        var run = await ConsoleRun.OfAsync("explain", Fixture.Path("batches.jsonl"), "--json", "--exclude-personal-data");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var root = JsonElement.Parse(run.Output);
        Assert.That(root.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "document", "complete", "events", "not_forwarded", "issues" }));
        var purchase = root.GetProperty("events")[1];
        Assert.That(purchase.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "input", "type", "fields" }));
        var price = purchase.GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "product_price");
        Assert.That(
            price.ToString().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal),
            Is.EqualTo("""{"name":"product_price","value":19.90,"sources":["events[1].data.product_action.products[0].price"],"group":"product","rule":"afieldoftheproduct;eachproductisanevent","looks_personal":false}"""));
        var name = root.GetProperty("not_forwarded").EnumerateArray().Single(field => field.GetProperty("path").GetString() == "user_attributes.$FirstName");
        Assert.That(name.GetProperty("reason").GetString(), Is.EqualTo("ExcludedPersonalData"));
        Assert.That(name.GetProperty("code").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(root.GetProperty("issues")[0].ToString().ReplaceLineEndings(""), Does.Contain("AttributeRenamed"));
    }

    [Test]
    public async Task Explain_ControlCharacters_DoNotReachTheTerminal()
    {
        var run = await ConsoleRun.OfAsync(
            ["explain", "-"],
            """{"mpid":1,"\u001b[2J\u009b":"x","events":[{"event_type":"custom_event","data":{"event_name":"\u001b[2J","timestamp_unixtime_ms":1,"custom_attributes":{"a\u0007\u009b\nb":"\u0007[red]"}}}]}"""u8.ToArray(),
            []);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("[red]"));
        Assert.That(run.Output.Where(char.IsControl).Where(c => c != '\n'), Is.Empty);
    }

    [Test]
    public async Task Explain_WrongUse_Ends1WithOneLineAndNoOutput()
    {
        var batches = Fixture.Path("batches.jsonl");
        foreach (var (args, reason) in new (string[], string)[]
        {
            (["explain"], ""),
            (["explain", batches, batches], "one file"),
            (["explain", "no-such-file.json"], "no file"),
            (["explain", batches, "--document", "9"], "no document 9: the input has 3 documents"),
            (["explain", batches, "--document", "0"], "no document 0"),
            (["explain", batches, "--event", "7"], "The batch has no event 7; it has 3"),
            (["explain", batches, "--event", "one"], ""),
            (["explain", batches, "--format", "firehose"], "Document 1 (line 1, byte 0): "),
        })
        {
            var run = await ConsoleRun.OfAsync(args);
            Assert.That(run.ExitCode, Is.EqualTo(1), string.Join(' ', args));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(reason).And.EndsWith("\n"));
            Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
        }
    }

    [TestCase("[1]")]
    [TestCase("""{"weather":"rain"}""")]
    public async Task Explain_NoBatch_SaysWhatIsWrong(string input)
    {
        var run = await ConsoleRun.OfAsync(["explain", "-"], Encoding.UTF8.GetBytes(input), []);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Not.Contain("rain"));
    }
}
