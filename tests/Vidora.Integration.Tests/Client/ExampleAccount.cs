using System.Net;
using Microsoft.Extensions.Time.Testing;
using RichardSzalay.MockHttp;

namespace Vidora.Integration.Tests.Client;

/// <summary>An account of our own, one hour before the expiry in the signature vectors, and what was sent to it.</summary>
internal sealed class ExampleAccount : IDisposable
{
    public const string Key = "ExampleCo.00000000000000000000000000000001";
    public const string Secret = "example-secret-0001";

    public ExampleAccount(string? secret = Secret)
    {
        Options = new VidoraOptions { ApiKey = Key, ApiSecret = secret };
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2029, 12, 31, 23, 0, 59, TimeSpan.Zero));

    public VidoraOptions Options { get; }

    public MockHttpMessageHandler Http { get; } = new();

    public List<SentRequest> Sent { get; } = [];

    public static VidoraEvent Event(int number = 1, int bytes = 0)
    {
        var vidoraEvent = new VidoraEvent($"u{number}", "click");
        var missing = bytes - vidoraEvent.Utf8Json.Length - ",\"pad\":\"\"".Length;
        return missing < 0 ? vidoraEvent : new VidoraEvent($"u{number}", "click") { ["pad"] = new string('x', missing) };
    }

    public static VidoraEvent[] Events(int count) => [.. Enumerable.Range(1, count).Select(number => Event(number))];

    public VidoraClient CreateClient() => new(new HttpClient(Http) { Timeout = Timeout.InfiniteTimeSpan }, Options, Time);

    /// <summary>Answers everything the same way.</summary>
    public ExampleAccount Answering(HttpStatusCode status, string body = "", string? retryAfter = null) => Answering(_ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return response;
    });

    /// <summary>Answers the first request with the first status, the second with the second, and so on.</summary>
    public ExampleAccount AnsweringInTurn(params HttpStatusCode[] statuses) =>
        Answering(_ => new HttpResponseMessage(statuses[Sent.Count - 1]) { Content = new StringContent("") });

    public ExampleAccount Failing(Exception failure)
    {
        Http.When("*").Throw(failure);
        return this;
    }

    public ExampleAccount Answering(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        Http.When("*").Respond(async request =>
        {
            Sent.Add(new SentRequest(
                request.Method.Method,
                request.RequestUri!.OriginalString,
                request.Content is null ? null : await request.Content.ReadAsStringAsync(),
                request.Content?.Headers.ContentType?.ToString(),
                request.Content?.Headers.ContentLength));
            return answer(request);
        });
        return this;
    }

    public void Dispose() => Http.Dispose();

    internal sealed record SentRequest(string Method, string Address, string? Body, string? ContentType, long? ContentLength)
    {
        public string PathAndQuery => Address["https://api-us.vidora.com".Length..];
    }
}
