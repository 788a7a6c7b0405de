using System.Net.Http.Headers;
using System.Text;

namespace Vidora.Integration.Emulator.Tests.Attacks;

/// <summary>
/// A developer has the emulator running and opens a stranger's web page. The page posts to <c>127.0.0.1</c>, or has its own host name point
/// there, to read or change what the emulator has. No route takes a request from another origin or under another name. Pages and control
/// routes take none from other machines without the password; the emulated services ask for their keys.
/// </summary>
public sealed class CrossSiteTests
{
    private static readonly (HttpMethod Method, string Target)[] _services =
    [
        (HttpMethod.Get, "/v1/api/pipelines?api_key=demo-key"),
        (HttpMethod.Post, "/v1/validate?api_key=demo-key"),
        (HttpMethod.Post, "/v1/api/erasure_requests"),
        (HttpMethod.Post, "/v2/events"),
        (HttpMethod.Post, "/s2s/v2/bulkevents"),
    ];

    private static readonly (HttpMethod Method, string Target)[] _control =
    [
        (HttpMethod.Get, "/"),
        (HttpMethod.Get, "/users"),
        (HttpMethod.Get, "/emulator/state"),
        (HttpMethod.Get, "/emulator/events"),
        (HttpMethod.Get, "/emulator/users"),
        (HttpMethod.Get, "/EMULATOR/state"),
        (HttpMethod.Get, "//emulator/state"),
        (HttpMethod.Get, "/v1/../emulator/state"),
        (HttpMethod.Get, "/v1/%2e%2e/emulator/state"),
        (HttpMethod.Get, "/V1/api/pipelines?api_key=demo-key"),
        (HttpMethod.Post, "/emulator/pipelines"),
        (HttpMethod.Post, "/emulator/script"),
        (HttpMethod.Delete, "/emulator/state"),
        (HttpMethod.Post, "/pipelines"),
        (HttpMethod.Post, "/faults"),
        (HttpMethod.Post, "/faults/clear"),
        (HttpMethod.Post, "/emulator/plays"),
        (HttpMethod.Delete, "/emulator/plays/1"),
        (HttpMethod.Post, "/outputs"),
        (HttpMethod.Get, "/audiences"),
    ];

    [Test]
    public async Task Routes_FromAnotherSite_AreRefused([Range(0, 24)] int route)
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var (method, target) = _control.Concat(_services).ElementAt(route);
        var port = emulator.Address.Port;

        foreach (var change in new Action<HttpRequestMessage>[]
        {
            request => request.Headers.Add("Origin", "http://evil.example"),
            request => request.Headers.Add("Origin", "null"),
            request => request.Headers.Add("Sec-Fetch-Site", "cross-site"),
            request => request.Headers.Add("Sec-Fetch-Site", "same-site"),
            request => request.Headers.Add("Origin", $"http://127.0.0.1:{port + 1}"),
            request => request.Headers.Add("Origin", $"https://127.0.0.1:{port}"),
            request => request.Headers.Host = "evil.example",
            request => request.Headers.Host = $"evil.example:{port}",
            request => request.Headers.Host = $"127.0.0.1.evil.example:{port}",
            request => request.Headers.Host = $"localhost.evil.example:{port}",
            request => request.Headers.Host = $"0.0.0.0:{port}",
            request =>
            {
                request.Headers.Host = $"evil.example:{port}";
                request.Headers.Add("Origin", $"http://evil.example:{port}");
            },
        })
        {
            Assert.That(await StatusOfAsync(emulator.Address, method, target, change), Is.EqualTo(403).Or.EqualTo(404), target);
        }
    }

    [TestCase("/", "document", 200)]
    [TestCase("/users", "document", 200)]
    [TestCase("/", "iframe", 403)]
    [TestCase("/emulator/state", "document", 403)]
    [TestCase("/EMULATOR/state", "document", 403)]
    [TestCase("/v1/api/pipelines?api_key=demo-key", "document", 403)]
    public async Task Link_OnAnotherSite_OpensPagesOnly(string target, string destination, int status)
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        Assert.That(
            await StatusOfAsync(emulator.Address, HttpMethod.Get, target, request =>
            {
                request.Headers.Add("Sec-Fetch-Site", "cross-site");
                request.Headers.Add("Sec-Fetch-Mode", "navigate");
                request.Headers.Add("Sec-Fetch-Dest", destination);
            }),
            Is.EqualTo(status));
    }

    [Test]
    public async Task ControlRoutes_FromHere_Answer()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var port = emulator.Address.Port;

        Assert.That(await StatusOfAsync(emulator.Address, HttpMethod.Get, "/emulator/state", request => request.Headers.Host = $"localhost:{port}"), Is.EqualTo(200));
        Assert.That(await StatusOfAsync(emulator.Address, HttpMethod.Get, "/emulator/state", request => request.Headers.Host = $"[::1]:{port}"), Is.EqualTo(200));
        Assert.That(
            await StatusOfAsync(emulator.Address, HttpMethod.Get, "/emulator/state", request => request.Headers.Add("Origin", emulator.Address.GetLeftPart(UriPartial.Authority))),
            Is.EqualTo(200));
    }

    [Test]
    public async Task Password_WhereOtherMachinesReachIt_IsNeededForAllButTheServices([Range(0, 19)] int route)
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => (o.Listen, o.Password) = (new Uri("http://0.0.0.0:0"), "päss"));
        var address = new UriBuilder(emulator.Address) { Host = "127.0.0.1" }.Uri;
        var (method, target) = _control[route];

        foreach (var authorization in new[] { null, Raw.Basic("any", "wrong"), Raw.Basic("any", "päss "), Raw.Basic("päss", ""), "Basic !", "Basic", "Bearer pass" })
        {
            Assert.That(
                await StatusOfAsync(address, method, target, request => request.Headers.TryAddWithoutValidation("Authorization", authorization is null ? [] : [authorization])),
                Is.EqualTo(401).Or.EqualTo(404),
                target);
        }

        Assert.That(
            await StatusOfAsync(address, method, target, request =>
            {
                request.Headers.TryAddWithoutValidation("Authorization", Raw.Basic("any", "päss"));
                request.Headers.Add("Origin", "http://evil.example");
            }),
            Is.EqualTo(403).Or.EqualTo(404),
            "a browser sends the password along");
        Assert.That(await StatusOfAsync(address, HttpMethod.Get, "/emulator/state", request => request.Headers.TryAddWithoutValidation("Authorization", Raw.Basic("any", "päss"))), Is.EqualTo(200));
    }

    [TestCase("GET", "/v1/api/pipelines")]
    [TestCase("GET", "/v1/objects/1/predictions")]
    [TestCase("POST", "/v1/validate")]
    [TestCase("POST", "/v2/events")]
    [TestCase("POST", "/s2s/v2/bulkevents")]
    public async Task Services_WithoutTheirKey_AreRefused(string method, string target)
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => (o.ApiKey, o.FeedSecret) = ("a-key-of-ones-own", "a-secret-of-ones-own"));

        foreach (var query in new[] { "", "?api_key=demo-key", "?api_key=", "?api_key=a-key-of-ones-own%00", "?api_key=demo-key&api_key=x" })
        {
            Assert.That(
                await StatusOfAsync(emulator.Address, new HttpMethod(method), target + query, request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "ZmVlZC1rZXk6ZmVlZC1zZWNyZXQ=")),
                Is.EqualTo(401).Or.EqualTo(403),
                query);
        }

        Assert.That(emulator.Events, Is.Empty);
    }

    private static async Task<int> StatusOfAsync(Uri address, HttpMethod method, string target, Action<HttpRequestMessage> change)
    {
        using var http = new HttpClient();

        // As it is written: dots and double slashes are part of the attack.
        using var request = new HttpRequestMessage(method, new Uri(
            address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method == HttpMethod.Post)
        {
            // What a form of another page may send without being asked.
            request.Content = new StringContent("{}", Encoding.UTF8, "text/plain");
        }

        change(request);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
