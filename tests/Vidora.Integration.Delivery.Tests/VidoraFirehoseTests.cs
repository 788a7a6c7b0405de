using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RichardSzalay.MockHttp;

namespace Vidora.Integration.Delivery.Tests;

/// <summary>Firehose without a host: on the queue, and sent or refused before the answer.</summary>
[TestFixture]
public sealed class VidoraFirehoseTests
{
    private const string Id = "417977b5-1df0-4f3e-908a-dc5a4953f11c";
    private const string Request = "0e3b5a0f-7d6c-4ed4-8e4a-2f4f3f0b9a11";

    private MockHttpMessageHandler _vidora = null!;
    private FakeTimeProvider _time = null!;

    [SetUp]
    public void Start()
    {
        _vidora = new MockHttpMessageHandler();
        _time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    }

    [TearDown]
    public void Stop() => _vidora.Dispose();

    [Test]
    public async Task OnAQueue_Events_AreDurableAndNothingIsSent()
    {
        await using var provider = Queue();
        using var firehose = new VidoraFirehose(provider.GetRequiredService<VidoraForwarder>());
        var answer = await firehose.ProcessTrustedAsync(Events("a", "b"));
        Assert.That((answer.StatusCode, (string?)Json(answer)["id"]), Is.EqualTo((200, Id)));
        Assert.That((await provider.GetRequiredService<DeliveryStore>().GetStatusAsync()).Events, Is.EqualTo(2));
    }

    [Test]
    public async Task OnAQueue_Erasure_IsDurableAndOneWithoutAUserWaitsForAPerson()
    {
        await using var provider = Queue();
        using var firehose = new VidoraFirehose(provider.GetRequiredService<VidoraForwarder>());
        Assert.That((await firehose.ProcessTrustedAsync(Erasure("\"mpid\":\"7\""))).StatusCode, Is.EqualTo(200));
        Assert.That((await firehose.ProcessTrustedAsync(Erasure("\"mpid\":null"))).StatusCode, Is.EqualTo(200));
        var store = provider.GetRequiredService<DeliveryStore>();
        Assert.That((await store.GetErasuresAsync(openOnly: true)).Single().UserIds, Is.EqualTo(new[] { "7" }));
        Assert.That((await store.GetStatusAsync()).HeldRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task OnAQueue_Unreadable_IsQuarantinedAndRefused()
    {
        await using var provider = Queue();
        using var firehose = new VidoraFirehose(provider.GetRequiredService<VidoraForwarder>());
        var answer = await firehose.ProcessTrustedAsync("{\"type\":\"unheard_of\"}"u8.ToArray());
        Assert.That((answer.StatusCode, answer.Headers["content-type"]), Is.EqualTo((400, "application/problem+json; charset=utf-8")));
        Assert.That((await provider.GetRequiredService<DeliveryStore>().GetStatusAsync()).QuarantineItems, Is.EqualTo(1));
    }

    [Test]
    public async Task BeforeTheAnswer_AcceptedEvents_AreAnsweredWith200()
    {
        var sent = _vidora.When(HttpMethod.Post, "*/v1/validate").Respond("application/json", "{}");
        using var firehose = Direct();
        Assert.That((await firehose.ProcessTrustedAsync(Events("a", "b"))).StatusCode, Is.EqualTo(200));
        Assert.That(_vidora.GetMatchCount(sent), Is.EqualTo(1));
    }

    [TestCase(503)]
    [TestCase(429)]
    [TestCase(401)]
    [TestCase(302)]
    public async Task BeforeTheAnswer_AFailureThatMayPass_IsAnsweredWith503(int status)
    {
        _vidora.When("*").Respond((HttpStatusCode)status);
        using var firehose = Direct();
        var answer = await firehose.ProcessTrustedAsync(Events("a"));
        Assert.That(answer.StatusCode, Is.EqualTo(503));
        Assert.That(answer.Headers, Contains.Key("Retry-After"));
    }

    [Test]
    public async Task BeforeTheAnswer_AfterAFailure_TheNextMessageWaitsNotAtVidora()
    {
        var asked = _vidora.When("*").Respond(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.TryAddWithoutValidation("Retry-After", "120");
            return answer;
        });
        using var firehose = Direct();
        await firehose.ProcessTrustedAsync(Events("a"));
        var second = firehose.ProcessTrustedAsync(Events("b"));
        while (!second.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var wait = int.Parse((await second).Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(wait, Is.InRange(60, 130));
        Assert.That(_vidora.GetMatchCount(asked), Is.EqualTo(1));
    }

    [Test]
    public async Task BeforeTheAnswer_EventsThatVidoraRefuses_AreFinalAndCounted()
    {
        _vidora.When("*").With(request => request.Content!.ReadAsStringAsync().GetAwaiter().GetResult().Contains("\"bad\"", StringComparison.Ordinal))
            .Respond(HttpStatusCode.BadRequest);
        _vidora.When("*").Respond("application/json", "{}");
        using var firehose = Direct();
        var answer = await firehose.ProcessTrustedAsync(Events("a", "bad", "b"));
        Assert.That(answer.StatusCode, Is.EqualTo(400));
        Assert.That((string?)Json(answer)["detail"], Does.StartWith("Vidora refused 1 of 3 events (http_400)"));
    }

    [Test]
    public async Task BeforeTheAnswer_Erasure_IsAtVidoraOrRefused()
    {
        _vidora.When(HttpMethod.Post, "*/v1/api/erasure_requests").Respond("application/json", $"\"{Request}\"");
        using var firehose = Direct();
        Assert.That((await firehose.ProcessTrustedAsync(Erasure("\"mpid\":\"7\""))).StatusCode, Is.EqualTo(200));
        var answer = await firehose.ProcessTrustedAsync(Erasure("\"mpid\":null"));
        Assert.That((answer.StatusCode, (string?)Json(answer)["title"]), Is.EqualTo((400, "Erasure not taken")));
    }

    [TestCase(null, 401)]
    [TestCase("", 401)]
    [TestCase("Token", 401)]
    [TestCase("Token other", 401)]
    [TestCase("Bearer token-1", 401)]
    [TestCase("Token token-1", 200)]
    public async Task Token_OfAMessage_IsChecked(string? authorization, int status)
    {
        _vidora.When("*").Respond("application/json", "{}");
        using var firehose = Direct("token-1");
        Assert.That((await firehose.ProcessAsync(Events("a"), authorization)).StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Token_None_RefusesEverythingButRegistration()
    {
        using var firehose = Direct();
        Assert.That((await firehose.ProcessAsync(Events("a"), "Token ")).StatusCode, Is.EqualTo(401));
        Assert.That((await firehose.ProcessAsync("no JSON"u8.ToArray(), null)).StatusCode, Is.EqualTo(401));
        var registration = await firehose.ProcessAsync("{\"type\":\"module_registration_request\"}"u8.ToArray(), null);
        Assert.That((registration.StatusCode, (string?)Json(registration)["type"]), Is.EqualTo((200, "module_registration_response")));
    }

    [Test]
    public void Options_Invalid_AreNamed()
    {
        var options = new VidoraFirehoseOptions { Name = " ", Description = new string('x', 230) };
        options.Tokens.Add("");
        Assert.That(
            () => new VidoraFirehose(new VidoraClient(new VidoraOptions { ApiKey = "key-1" }), options: options),
            Throws.ArgumentException.With.Message.Contains("VidoraFirehoseOptions.Name is empty")
                .And.Message.Contains("Description has 230 characters")
                .And.Message.Contains("Tokens holds an empty value"));
    }

    private static ServiceProvider Queue() => new ServiceCollection()
        .AddVidora(options => options.ApiKey = "key-1")
        .AddForwarding(options => options.QueueFile = ":memory:").Services.BuildServiceProvider();

    private static JsonNode Json(ReceivingAnswer answer) => JsonNode.Parse(answer.Body.Span)!;

    private static byte[] Events(params string[] names) => Encoding.UTF8.GetBytes(
        $$"""{"type":"event_processing_request","id":"{{Id}}","mpid":"7","runtime_environment":"unknown","events":[{{string.Join(',', names.Select(name => $$"""{"type":"custom_event","name":"{{name}}","timestamp_ms":1719480000123}"""))}}]}""");

    private static byte[] Erasure(string mpid) => Encoding.UTF8.GetBytes(
        $$"""{"type":"dsr_processing_request","id":"{{Id}}","subject_request_id":"{{Request}}","subject_request_type":"erasure",{{mpid}}}""");

    private VidoraFirehose Direct(params string[] tokens)
    {
        var options = new VidoraFirehoseOptions();
        foreach (var token in tokens)
        {
            options.Tokens.Add(token);
        }

        var client = new VidoraClient(_vidora.ToHttpClient(), new VidoraOptions { ApiKey = "key-1", ApiSecret = "secret-1" }, _time);
        return new VidoraFirehose(client, options: options, timeProvider: _time);
    }
}
