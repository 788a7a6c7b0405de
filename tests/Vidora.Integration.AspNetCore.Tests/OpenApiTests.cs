using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>The OpenAPI document of a host lists every endpoint, and what it says is what they answer.</summary>
public sealed class OpenApiTests
{
    private const string Credential = "operator-1";

    [Test]
    public async Task Document_ListsEveryEndpointWithItsAnswers()
    {
        await using var host = await StartAsync();
        var paths = (await DocumentAsync(host))["paths"]!.AsObject();
        Assert.That(paths.Select(path => path.Key), Is.SupersetOf(new[]
        {
            "/mparticle/batches", "/mparticle/firehose", "/mparticle/sns", "/mparticle/pubsub", "/mparticle/kinesis",
            "/vidora/status", "/vidora/dead", "/vidora/dead/redrive", "/vidora/quarantine", "/vidora/erasures", "/vidora/erasures/{request}", "/vidora/flush",
        }));
        Assert.That(Statuses(paths["/mparticle/batches"]!["post"]!), Is.EqualTo(new[] { "202", "400", "401", "403", "408", "413", "415", "500", "503" }));
        Assert.That(Statuses(paths["/mparticle/firehose"]!["post"]!), Is.EqualTo(new[] { "200", "400", "401", "403", "408", "413", "415", "500", "503" }));
        Assert.That(paths["/mparticle/batches"]!["post"]!["requestBody"]!["content"]!.AsObject().Select(content => content.Key), Does.Contain("application/json").And.Contain("application/cloudevents+json"));
        Assert.That(paths["/mparticle/batches"]!["post"]!["responses"]!["400"]!["content"]!.AsObject().Single().Key, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task Document_SaysWhatTheEndpointsAnswer()
    {
        await using var host = await StartAsync();
        var document = await DocumentAsync(host);
        (HttpMethod Method, string Path, string? Body, Action<HttpRequestMessage> Change)[] requests =
        [
            (HttpMethod.Post, "/mparticle/batches", Batches.One("a"), Authorize("webhook-1")),
            (HttpMethod.Post, "/mparticle/batches", "{", Authorize("webhook-1")),
            (HttpMethod.Post, "/mparticle/batches", "{}", _ => { }),
            (HttpMethod.Post, "/mparticle/batches", "x", request => { Authorize("webhook-1")(request); request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/html"); }),
            (HttpMethod.Post, "/mparticle/batches", "{}", request => request.Headers.Add("Origin", "https://evil.example")),
            (HttpMethod.Post, "/mparticle/firehose", Batches.Firehose("a"), Authorize("Token firehose-1")),
            (HttpMethod.Post, "/mparticle/firehose", "{}", Authorize("Token firehose-1")),
            (HttpMethod.Post, "/mparticle/sns", "{}", _ => { }),
            (HttpMethod.Post, "/mparticle/pubsub", "{}", _ => { }),
            (HttpMethod.Post, "/mparticle/kinesis", "{}", _ => { }),
            (HttpMethod.Post, "/mparticle/kinesis", """{"requestId":"","records":[]}""", request => request.Headers.Add("X-Amz-Firehose-Access-Key", "access-1")),
            (HttpMethod.Get, "/vidora/status", null, Authorize("Bearer " + Credential)),
            (HttpMethod.Get, "/vidora/status", null, _ => { }),
            (HttpMethod.Get, "/vidora/dead?limit=x", null, Authorize("Bearer " + Credential)),
            (HttpMethod.Get, "/vidora/quarantine", null, Authorize("Bearer " + Credential)),
            (HttpMethod.Get, "/vidora/erasures/0e3b5a0f-7d6c-4ed4-8e4a-2f4f3f0b9a11", null, Authorize("Bearer " + Credential)),
            (HttpMethod.Post, "/vidora/pause", null, Authorize("Bearer " + Credential)),
            (HttpMethod.Post, "/vidora/resume", null, request => request.Headers.Add("Sec-Fetch-Site", "cross-site")),
        ];
        foreach (var (method, path, body, change) in requests)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")) };
            change(request);
            using var answer = await host.Http.SendAsync(request);
            var route = path.Split('?')[0].Replace("0e3b5a0f-7d6c-4ed4-8e4a-2f4f3f0b9a11", "{request}", StringComparison.Ordinal);
            var described = document["paths"]![route]![method.Method.ToLowerInvariant()]!["responses"]![((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)];
            Assert.That(described, Is.Not.Null, $"{method} {path}: {(int)answer.StatusCode} is not described");
            if (described!["content"] is null && path.StartsWith("/vidora", StringComparison.Ordinal))
            {
                // An answer of operations is any JSON.
                continue;
            }

            Assert.That(described["content"]!.AsObject().Select(content => content.Key), Does.Contain(answer.Content.Headers.ContentType!.MediaType), $"{method} {path}");
            var members = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject().Select(member => member.Key);
            if (Properties(document, described["content"]![answer.Content.Headers.ContentType.MediaType!]!["schema"]) is { } properties && answer.IsSuccessStatusCode)
            {
                Assert.That(members, Is.SubsetOf(properties), $"{method} {path}");
            }
        }
    }

    private static Action<HttpRequestMessage> Authorize(string value) => request => request.Headers.TryAddWithoutValidation("Authorization", value);

    private static IEnumerable<string> Statuses(JsonNode operation) => operation["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<string>? Properties(JsonNode document, JsonNode? schema)
    {
        var name = ((string?)schema?["$ref"])?.Split('/')[^1];
        return (name is null ? schema : document["components"]!["schemas"]![name])?["properties"]?.AsObject().Select(property => property.Key);
    }

    private static async Task<JsonNode> DocumentAsync(ReceivingHost host)
    {
        using var answer = await host.Http.GetAsync("/openapi/v1.json");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static Task<ReceivingHost> StartAsync() => ReceivingHost.StartAsync(
        options =>
        {
            options.WebhookAuthorizations.Add("webhook-1");
            options.FirehoseTokens.Add("firehose-1");
            options.SnsTopics.Add("arn:aws:sns:eu-west-1:123456789012:mparticle");
            options.PubSubServiceAccounts.Add("push@acme.iam.gserviceaccount.com");
            options.PubSubAudience = "https://events.example.com/mparticle/pubsub";
            options.KinesisAccessKeys.Add("access-1");
        },
        vidoraIsDown: true,
        build: builder => builder.Services.AddOpenApi(),
        map: app =>
        {
            app.MapVidoraOperations("/vidora", options => options.Credentials.Add(Credential));
            app.MapOpenApi();
        });
}
