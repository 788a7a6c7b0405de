using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Tests.Client;

/// <summary>What only a real connection does, through the handler that AddVidora makes.</summary>
[Slow]
public sealed class VidoraClientSocketTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    [TestCase(407, SendStatus.AccountFault, "proxy_refused")]
    [TestCase(403, SendStatus.AccountFault, "proxy_refused")]
    [TestCase(502, SendStatus.Retry, "network_failure")]
    public async Task SendEventsAsync_ProxyThatDoesNotConnect_IsNamedWithoutItsPassword(int status, SendStatus expected, string reason)
    {
        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n"), cancellationToken));
        var address = server.BaseAddress;
        using var handler = new SocketsHttpHandler
        {
            Proxy = new System.Net.WebProxy($"http://user:proxy-password@{address.Authority}/"),
            UseProxy = true,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var account = new ExampleAccount();

        var outcome = (await new VidoraClient(client, account.Options).SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((expected, reason)));
        Assert.That(outcome.Origin, Is.EqualTo(expected == SendStatus.AccountFault ? $"the proxy {address.Authority}" : null));
    }

    [Test]
    public async Task SendEventsAsync_RealConnection_CarriesPathHeadersAndBody()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text(Ok));
        await using var provider = Provider(server.BaseAddress);

        var result = await Client(provider).SendEventsAsync(ExampleAccount.Events(300));

        Assert.That(result.AllAccepted, Is.True);
        Assert.That(server.Heads.Single(), Does.StartWith($"POST /v1/validate?api_key={ExampleAccount.Key}&expires=").And.Contain("Content-Type: application/json"));
        Assert.That(server.Heads.Single(), Does.Not.Contain("traceparent").IgnoreCase);
    }

    [Test]
    public async Task GetPredictionsAsync_SpecialCharacters_ArriveAsTheyWereEncoded()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"));
        await using var provider = Provider(server.BaseAddress);

        await Client(provider).GetPredictionsAsync("ü 1/../x\u200E");

        Assert.That(server.Heads.Single(), Does.StartWith("GET /v1/objects/%C3%BC%201%2F..%2Fx%E2%80%8E/predictions?api_key="));
    }

    [Test]
    public async Task SendEventsAsync_NobodyListens_IsTransient()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();
        await using var provider = Provider(address);

        await AssertOutcomeAsync(provider, SendStatus.Retry, "network_failure");
    }

    [Test]
    public async Task SendEventsAsync_ConnectionClosedWithoutAnswer_IsTransientAfterOneAttempt()
    {
        await using var server = new LoopbackServer((_, _) => Task.CompletedTask);
        await using var provider = Provider(server.BaseAddress);

        await AssertOutcomeAsync(provider, SendStatus.Retry, "network_failure");
        Assert.That(server.Heads, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task SendEventsAsync_BodyCutInTheMiddle_IsTransient()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"st"));
        await using var provider = Provider(server.BaseAddress);

        await AssertOutcomeAsync(provider, SendStatus.Retry, "network_failure");
    }

    [Test]
    public async Task SendEventsAsync_AnswerThatIsNoHttp_IsTransient()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text("220 smtp.example.com ESMTP\r\n"));
        await using var provider = Provider(server.BaseAddress);

        await AssertOutcomeAsync(provider, SendStatus.Retry, "network_failure");
    }

    [Test]
    public async Task SendEventsAsync_CertificateNobodyTrusts_IsASetupFault()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text(Ok), withTls: true);
        await using var provider = Provider(server.BaseAddress);

        await AssertOutcomeAsync(provider, SendStatus.AccountFault, "tls_failure");
        Assert.That(server.Heads, Is.Empty);
    }

    [Test]
    public async Task SendEventsAsync_CancelledWhileWaiting_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = new LoopbackServer(async (_, stopped) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped);
        });
        await using var provider = Provider(server.BaseAddress);

        Assert.That(
            async () => await Client(provider).SendEventsAsync(ExampleAccount.Events(1), cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task AssertOutcomeAsync(IServiceProvider provider, SendStatus status, string reason)
    {
        var outcome = (await Client(provider).SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason, outcome.HttpStatus), Is.EqualTo((status, reason, (int?)null)));
    }

    private static VidoraClient Client(IServiceProvider provider) => provider.GetRequiredService<VidoraClient>();

    private static ServiceProvider Provider(Uri address)
    {
        var services = new ServiceCollection();
        services.AddVidora(options =>
        {
            options.BaseAddress = address;
            options.ApiKey = ExampleAccount.Key;
            options.ApiSecret = ExampleAccount.Secret;
        });
        return services.BuildServiceProvider();
    }
}
