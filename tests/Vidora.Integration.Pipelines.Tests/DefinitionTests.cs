using System.Buffers;
using System.Text;

namespace Vidora.Integration.Pipelines.Tests;

[TestFixture]
public sealed class DefinitionTests
{
    [TestCase("""{"type":"future_events","name":"Likely buyers","goal":{"event":["purchase"],"where":{"product_category":"shoes"},"at_least":2},"within_days":7,"active_within_days":30,"schedule":"daily","seed":5}""")]
    [TestCase("""{"type":"uplift","name":"Push","treatment":{"event":["T"],"at_least":1},"control":{"event":["C"],"at_least":1},"goal":{"event":["purchase"],"at_least":1},"within_days":14,"active_within_days":60,"schedule":"once","seed":0}""")]
    [TestCase("""{"type":"classification","name":"Parents","attribute":"is_parent","has":["true"],"has_not":["false"],"active_within_days":60,"schedule":"weekly","seed":0}""")]
    [TestCase("""{"type":"look_alike","name":"Club","attribute":"club","has":["gold","silver"],"active_within_days":60,"schedule":"monthly","seed":-1}""")]
    [TestCase("""{"type":"regression","name":"Age","attribute":"age_years","active_within_days":60,"schedule":"once","seed":0}""")]
    public void Parse_OfWhatWasWritten_IsTheSame(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        Parse(json).WriteTo(output);
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(json));
    }

    [TestCase("""[]""", "A pipeline is a JSON object")]
    [TestCase("""{"name":"n"}""", "\"type\" is missing. Use future_events, uplift, classification, look_alike, regression.")]
    [TestCase("""{"type":"future","name":"n"}""", "\"type\" is \"future\".")]
    [TestCase("""{"type":"future_events","goal":{"event":"e"}}""", "\"name\" is missing.")]
    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"e"},"whithin_days":3}""", "\"whithin_days\" is not a member of a future_events pipeline. The nearest are \"within_days\"")]
    [TestCase("""{"type":"regression","name":"n","attribute":"a","goal":{"event":"e"}}""", "\"goal\" is not a member of a regression pipeline.")]
    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"e","were":{}}}""", "\"were\" is not a member of \"goal\". The nearest are \"where\"")]
    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"e"},"within_days":0}""", "\"within_days\" is 0. Use 1 to 365.")]
    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"e","at_least":0}}""", "\"at_least\" of \"goal\" is 0. Use 1 to 1,000.")]
    [TestCase("""{"type":"future_events","name":"n","goal":{"event":"e"},"schedule":"hourly"}""", "\"schedule\" is \"hourly\". Use once, daily, weekly or monthly.")]
    [TestCase("""{"type":"future_events","name":"n","name":"m","goal":{"event":"e"}}""", "has a member twice")]
    [TestCase("""{"type":"uplift","name":"n","treatment":{"event":"t"},"control":{"event":"t"},"goal":{"event":"e"}}""", "\"treatment\" and \"control\" are the same events.")]
    [TestCase("""{"type":"classification","name":"n"}""", "either \"attribute\" or \"members_file\"")]
    [TestCase("""{"type":"classification","name":"n","attribute":"a"}""", "\"has\" is missing.")]
    [TestCase("""{"type":"classification","name":"n","attribute":"a","has":["x"],"has_not":["x"]}""", "\"x\" is both in \"has\" and in \"has_not\".")]
    [TestCase("""{"type":"look_alike","name":"n","members_file":"club.csv"}""", "\"members_file\" is not allowed here.")]
    public void Parse_OfSomethingWrong_SaysWhat(string json, string sentence) =>
        Assert.That(Assert.Throws<FormatException>(() => Parse(json))!.Message, Does.Contain(sentence));

    [Test]
    public void Load_WithFilesOfUsers_ReadsThemBesideTheDefinition()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("ages.csv"), "user_id,age\n-5,41.5\n\"7\";30\n");
        File.WriteAllText(folder.File("age.json"), """{"type":"regression","name":"Age","values_file":"ages.csv"}""");
        var pipeline = (RegressionPipeline)PredictionPipeline.Load(folder.File("age.json"));
        Assert.That(pipeline.Values!.Users, Is.EquivalentTo(new Dictionary<string, double> { ["-5"] = 41.5, ["7"] = 30 }));
        File.WriteAllText(folder.File("ages.csv"), "-5\n");
        Assert.That(Assert.Throws<FormatException>(() => PredictionPipeline.Load(folder.File("age.json")))!.Message, Does.Contain("Line 1 of ").And.Contain("has no number behind the user id"));
        File.Delete(folder.File("ages.csv"));
        Assert.That(Assert.Throws<FormatException>(() => PredictionPipeline.Load(folder.File("age.json")))!.Message, Does.Contain("There is no file \"ages.csv\" beside the definition"));
    }

    private static PredictionPipeline Parse(string json) => PredictionPipeline.Parse(Encoding.UTF8.GetBytes(json));
}
