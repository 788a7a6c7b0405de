using System.Text.RegularExpressions;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration;

namespace Vidora.Documentation.Tests;

/// <summary>The sentences of "Nothing arrives?" are those that the library says when that very thing is wrong.</summary>
[TestFixture]
public sealed class TroubleshootingTests
{
    private const string Batch =
        """{"mpid":"17","environment":"production","events":[{"event_type":"custom_event","data":{"event_name":"Play","event_id":"1","timestamp_unixtime_ms":"1772460000999"}}]}""";

    private static readonly Dictionary<string, Func<Task<string>>> _causes = new()
    {
        ["VidoraOptions.ApiKey is not set"] = () => Task.FromResult(Assert.Throws<OptionsValidationException>(() => new ServiceCollection()
            .AddVidora().Services.BuildServiceProvider().GetRequiredService<VidoraClient>())!.Message),
        ["MapVidora needs an account"] = async () =>
        {
            await using var app = WebApplication.CreateSlimBuilder().Build();
            return Assert.Throws<InvalidOperationException>(() => app.MapVidora(configure: options => options.AllowAnonymousWebhook = true))!.Message;
        },
        ["WebhookAuthorizations and FirehoseTokens"] = async () =>
        {
            await using var app = WebApplication.CreateSlimBuilder().Build();
            return Assert.Throws<OptionsValidationException>(() => app.MapVidora())!.Message;
        },
        ["A web page"] = () => AnswerAsync("batches", Batch, origin: "http://other.example"),
        ["The queue file"] = async () =>
        {
            var folder = Directory.CreateTempSubdirectory("vidora-queue-");
            var file = Path.Combine(folder.FullName, "queue.db");
            await using (new DeliveryStore(file))
            {
                var message = Assert.Throws<DeliveryStoreException>(() => new DeliveryStore(file))!.Message;
                folder.Delete(recursive: true);
                return message;
            }
        },
        ["The Authorization header"] = () => AnswerAsync("batches", Batch, endpoint: options => options.WebhookAuthorizations.Add("Token 17")),
        ["The API key in account_settings"] = () => AnswerAsync(
            "firehose",
            """
            {"type":"event_processing_request","id":"00000000-0000-0000-0000-000000000017","timestamp_ms":1772460000999,"firehose_version":"3.2.0",
             "account":{"account_id":3,"account_settings":{"apiKey":"of-nobody"}},"mpid":"17",
             "events":[{"type":"custom_event","id":"00000000-0000-0000-0000-000000000018","timestamp_ms":1772460000999,"name":"Play"}]}
            """,
            endpoint: options => options.FirehoseAccountKey = FirehoseAccountKey.FromSettings),
        ["\"not_forwarded_events\""] = () => AnswerAsync("batches", Batch.Replace("production", "development", StringComparison.Ordinal)),
        ["\"quarantined_documents\""] = () => AnswerAsync("batches", Batch.Replace("\"17\"", "null", StringComparison.Ordinal)),
        ["The mapping left out"] = () => HealthAsync("left out", body: Batch.Replace("production", "development", StringComparison.Ordinal)),
        ["… request of a person"] = () => HealthAsync(
            "person",
            path: "firehose",
            body: """
            {"type":"dsr_processing_request","id":"00000000-0000-0000-0000-000000000017","timestamp_ms":1772460000999,"firehose_version":"3.2.0",
             "subject_request_id":"00000000-0000-0000-0000-000000000018","subject_request_type":"erasure"}
            """),
        ["Sending is paused: Vidora answered 401"] = () => HealthAsync("paused", new FaultAnswer { Status = 401, Times = 100 }),
        ["Sending is paused: the host"] = () => HealthAsync("paused", unknownHost: true),
        ["Vidora does not take events"] = () => HealthAsync("does not take", Busy),
        ["The queue is full"] = () => HealthAsync("full", Busy, maxEvents: 1),
        ["Sending works, but"] = () => HealthAsync("dead letter", new FaultAnswer { Status = 400, Times = 100 }),
    };

    private static FaultAnswer Busy => new() { Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "60" }, Times = 100 };

    [TestCaseSource(nameof(Sentences))]
    public async Task Sentence_OfTheTable_IsWhatTheLibrarySays(string sentence)
    {
        var cause = _causes.Single(cause => sentence.StartsWith(cause.Key, StringComparison.Ordinal)).Value;
        Assert.That(await cause(), Does.Match(Regex.Escape(sentence).Replace("…", ".*", StringComparison.Ordinal)));
    }

    [Test]
    public void Table_HasEveryCauseOnce() => Assert.That(Sentences().Count(), Is.EqualTo(_causes.Count).And.AtLeast(10));

    private static IEnumerable<string> Sentences() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "README.md")).SkipWhile(line => line != "## Nothing arrives?").Skip(1).TakeWhile(line => !line.StartsWith('#'))
        let cell = Regex.Match(line, "^\\| `(?<sentence>[^`]+)` \\|")
        where cell.Success
        select cell.Groups["sentence"].Value;

    /// <summary>What a host answers to a request.</summary>
    private static async Task<string> AnswerAsync(string path, string body, Action<VidoraEndpointOptions>? endpoint = null, string? origin = null)
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        await using var app = await StartAsync(emulator, endpoint: endpoint);
        return await PostAsync(app, path, body, origin);
    }

    /// <summary>The sentence about the health of a host that has received a batch, as soon as it is about that.</summary>
    private static async Task<string> HealthAsync(string about, FaultAnswer? fault = null, bool unknownHost = false, int maxEvents = 1000, string path = "batches", string body = Batch)
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        if (fault is not null)
        {
            emulator.Script.Add("/v1/validate", fault);
        }

        await using var app = await StartAsync(emulator, unknownHost, maxEvents);
        await PostAsync(app, path, body);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var sentence = (await app.Services.GetRequiredService<VidoraForwarder>().GetStatusAsync(limit.Token)).Sentence;
            if (sentence.Contains(about, StringComparison.Ordinal))
            {
                return sentence;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<WebApplication> StartAsync(
        VidoraEmulator emulator, bool unknownHost = false, int maxEvents = 1000, Action<VidoraEndpointOptions>? endpoint = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var account = builder.Services.AddVidora();
        emulator.UseVidora(account);
        account.AddForwarding(options =>
        {
            options.QueueFile = ":memory:";
            options.Limits.MaxEvents = maxEvents;
        });
        if (unknownHost)
        {
            account.HttpClient.ConfigurePrimaryHttpMessageHandler(() => new UnknownHostHandler());
        }

        var app = builder.Build();
        app.MapVidora("/mparticle", options =>
        {
            endpoint?.Invoke(options);
            options.AllowAnonymousWebhook |= options.WebhookAuthorizations.Count == 0;
            options.AllowAnonymousFirehose |= options.FirehoseTokens.Count == 0;
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<string> PostAsync(WebApplication app, string path, string body, string? origin = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        if (origin is not null)
        {
            http.DefaultRequestHeaders.Add("Origin", origin);
        }

        using var answer = await http.PostAsync($"/mparticle/{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A network in which no name is known.</summary>
    private sealed class UnknownHostHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known");
    }
}
