using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RichardSzalay.MockHttp;

namespace Vidora.Integration.Tests.Feed;

/// <summary>A feed that answers as told and keeps what was sent.</summary>
internal sealed class ExampleFeed : IDisposable
{
    public const string Key = "feed-key-0001";
    public const string Secret = "feed-sécret-0001";

    public static PredictionColumn Score { get; } = new("Sample Pipeline");

    public static PredictionColumn Percentile { get; } = new("Sample Pipeline", "Percentile");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));

    public MockHttpMessageHandler Http { get; } = new();

    public MParticleFeedOptions Options { get; } = new() { Key = Key, Secret = Secret };

    public List<(HttpRequestMessage Request, string Body)> Sent { get; } = [];

    public MParticleFeedClient CreateClient() => new(new HttpClient(Http) { Timeout = Timeout.InfiniteTimeSpan }, Options, Time);

    public static UserPrediction User(long mpid, string? id = null) => new(mpid, [Score, Percentile], [0.81, 0.93]) { SourceRequestId = id };

    public static UserPrediction[] Users(int count) => [.. Enumerable.Range(1, count).Select(i => User(i, $"run-{i}"))];

    public ExampleFeed Answering(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers) => Answering(_ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    });

    public ExampleFeed Answering(Func<int, HttpResponseMessage> answer)
    {
        Http.When("*").Respond(async request =>
        {
            Sent.Add((request, await request.Content!.ReadAsStringAsync()));
            return answer(Sent.Count);
        });
        return this;
    }

    public IEnumerable<JsonElement> SentBatches() => Sent.SelectMany(sent => JsonDocument.Parse(sent.Body).RootElement.EnumerateArray());

    public void Dispose() => Http.Dispose();
}
