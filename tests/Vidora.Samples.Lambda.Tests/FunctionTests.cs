using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RichardSzalay.MockHttp;
using Vidora.Integration;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Lambda.Tests;

/// <summary>The handlers as AWS Lambda calls them: one stream in, one stream out.</summary>
[TestFixture]
public sealed class FunctionTests
{
    private const string Registration = """{"type":"module_registration_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c"}""";
    private const string Events =
        """{"type":"event_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","mpid":"7","runtime_environment":"unknown","events":[{"type":"custom_event","name":"seen","id":"5e6c3a52-0f0d-4a3a-9a35-3a1f7d2c9b10","timestamp_ms":1719480000123}]}""";

    private MockHttpMessageHandler _vidora = null!;

    [SetUp]
    public void StartVidora() => _vidora = new MockHttpMessageHandler();

    [TearDown]
    public void StopVidora() => _vidora.Dispose();

    [Test]
    public async Task Invoke_Events_AreAtVidoraBeforeTheAnswer()
    {
        var sent = _vidora.Expect(HttpMethod.Post, "https://api-us.vidora.com/v1/validate").Respond("application/json", "{}");
        var answer = await InvokeAsync(Events);
        Assert.That((string?)answer["type"], Is.EqualTo("event_processing_response"));
        Assert.That(_vidora.GetMatchCount(sent), Is.EqualTo(1));
    }

    [Test]
    public void Invoke_VidoraIsDown_ThrowsSoThatMParticleSendsAgain()
    {
        _vidora.When("*").Respond(HttpStatusCode.ServiceUnavailable);
        Assert.That(() => InvokeAsync(Events), Throws.InvalidOperationException.With.Message.Contains("Send the same request again."));
    }

    [TestCase("Token token-1", false, 200, "event_processing_response")]
    [TestCase("token TOKEN-2", false, 401, null)]
    [TestCase(null, false, 401, null)]
    [TestCase("Token token-1", true, 200, "event_processing_response")]
    public async Task Handle_Events_NeedTheToken(string? authorization, bool isBase64, int status, string? type)
    {
        _vidora.When("*").Respond("application/json", "{}");
        var answer = await HandleAsync(Events, authorization, isBase64);
        Assert.That((int?)answer["statusCode"], Is.EqualTo(status));
        Assert.That((string?)JsonNode.Parse((string)answer["body"]!)!["type"], Is.EqualTo(type));
    }

    [Test]
    public async Task Handle_VidoraIsDown_AnswersWith503AndAWait()
    {
        _vidora.When("*").Respond(HttpStatusCode.ServiceUnavailable);
        var answer = await HandleAsync(Events, "Token token-1");
        Assert.That((int?)answer["statusCode"], Is.EqualTo(503));
        Assert.That(int.Parse((string)answer["headers"]!["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(5));
    }

    [Test]
    public async Task Handle_Registration_NeedsNoToken()
    {
        var answer = await HandleAsync(Registration, authorization: null);
        Assert.That((int?)answer["statusCode"], Is.EqualTo(200));
        Assert.That((string?)JsonNode.Parse((string)answer["body"]!)!["name"], Is.EqualTo("Vidora"));
    }

    private Function Create()
    {
        var options = new VidoraFirehoseOptions();
        options.Tokens.Add("token-1");
        var client = new VidoraClient(_vidora.ToHttpClient(), new VidoraOptions { ApiKey = "key-1" });
        return new Function(new VidoraFirehose(client, options: options));
    }

    private async Task<JsonNode> InvokeAsync(string message) => await AnswerAsync(Create().InvokeAsync, message);

    private async Task<JsonNode> HandleAsync(string message, string? authorization, bool isBase64 = false) => await AnswerAsync(
        Create().HandleAsync,
        new JsonObject
        {
            ["version"] = "2.0",
            ["headers"] = authorization is null ? [] : new JsonObject { ["authorization"] = authorization },
            ["body"] = isBase64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(message)) : message,
            ["isBase64Encoded"] = isBase64,
        }.ToJsonString());

    private static async Task<JsonNode> AnswerAsync(Func<Stream, Task<Stream>> handler, string input)
    {
        using var request = new MemoryStream(Encoding.UTF8.GetBytes(input));
        await using var response = await handler(request);
        return (await JsonNode.ParseAsync(response))!;
    }
}
