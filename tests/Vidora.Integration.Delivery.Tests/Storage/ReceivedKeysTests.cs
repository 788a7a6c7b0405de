using System.Text;
using System.Text.Json;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Storage;

public sealed class ReceivedKeysTests
{
    [TestCase("""{"account":{"account_id":1,"account_settings":{"apiKey":"S1","apiSecret":"S2"}},"events":[]}""", """{"account":{"account_id":1,"account_settings":null},"events":[]}""")]
    [TestCase("""{"account_settings" : "S1" , "a":1}""", """{"account_settings" : null , "a":1}""")]
    [TestCase("""{"account\u005fsettings":{"apiKey":"S1"}}""", """{"account\u005fsettings":null}""")]
    [TestCase("""{"api_key":"S1","api_keys":["S1","S2"],"mpid":"7"}""", """{"api_key":null,"api_keys":null,"mpid":"7"}""")]
    [TestCase("""{"old_api_key":"S1","account_settings_2":{"apiKey":"S2"}}""", """{"old_api_key":null,"account_settings_2":null}""")]
    [TestCase("""[{"api_key":"S1"},{"api_key":"S2"}]""", """[{"api_key":null},{"api_key":null}]""")]
    [TestCase("{\"api_key\":\"S1\"}\n{\"api_key\":\"S2\"}", "{\"api_key\":null}\n{\"api_key\":null}")]
    [TestCase("""{"a\ud800":1,"api_key":"S1"}""", "{\"a\\ud800\":1,\"")]
    [TestCase("""{"account\u005fsettings":{"apiKey":"S1","b":oops}}""", """{"account\u005fsettings":""")]
    [TestCase("""{"api\u005fkey":5ec7e7,"b":1}""", """{"api\u005fkey":""")]
    [TestCase("""{"a":1,oops,"account_settings":{"apiKey":"S1"},"b":2}""", "{\"a\":1,oops,\"")]
    [TestCase("""{"a":"1,"api_keys": ["S1","S2"],"b":2}""", "{\"a\":\"1,\"")]
    [TestCase("""{"a":1,"api\u005fkey":"S1","b":2,oops""", "{\"a\":1,\"api\\u005fkey\":")]
    public void Remove_Keys_AreGoneAndTheRestStays(string content, string expected) => Assert.That(Remove(content), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("no JSON")]
    [TestCase("""{"mpid":"7","events":[{"data":{"custom_attributes":{"note":"api_key"}}}]}""")]
    public void Remove_NoKeys_IsTheContentItself(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content).AsMemory();
        Assert.That(ReceivedKeys.Remove(bytes).Equals(bytes), Is.True);
    }

    [Test]
    public void Remove_ADocumentBrokenAnywhere_NeverKeepsTheSecret()
    {
        const string Document = """{"id":"x","account":{"account_settings":{"other":"1","apiKey":"5ec7e7","apiSecret":"5ec7e7"}},"mpid":"7","events":[{"type":"custom_event"}]}""";
        var edits =
            from at in Enumerable.Range(0, Document.Length)
            from length in new[] { 0, 1, 4 }
            from text in new[] { "", "\"", "{", "}", "[", ",", "\\", "x" }
            select Document[..at] + text + Document[Math.Min(at + length, Document.Length)..];

        // A damaged name is another name, and where there still is JSON it says which value is whose.
        Assert.That(
            edits.Where(broken => broken.Contains("account_settings", StringComparison.Ordinal) && !IsJson(broken)).Select(Remove),
            Is.Not.Empty.And.None.Contains("5ec7e7"));
    }

    [Test]
    public void Remove_DeepValue_StaysJson()
    {
        var json = """{"api_key":{"deep":[[["S1"]]]},"mpid":1}""";
        using var document = JsonDocument.Parse(Remove(json));
        Assert.That(document.RootElement.GetProperty("mpid").GetInt32(), Is.EqualTo(1));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Remove(string content) => Encoding.UTF8.GetString(ReceivedKeys.Remove(Encoding.UTF8.GetBytes(content)).Span);
}
