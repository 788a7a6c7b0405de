using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vidora.Integration.Emulator.Tests;

public class VidoraEmulatorTests
{
    [TestCase("http://0.0.0.0:0", "Password")]
    [TestCase("http://192.0.2.1:8080", "Password")]
    [TestCase("ftp://127.0.0.1:0", "http or https address")]
    [TestCase("http://127.0.0.1:0/path", "without a path")]
    [TestCase("http://example.com:80", "IP address")]
    public void StartAsync_AddressThatIsRefused_SaysWhatHelps(string listen, string text)
    {
        Assert.That(
            async () => await VidoraEmulator.StartAsync(o => o.Listen = new Uri(listen)),
            Throws.ArgumentException.With.Message.Contains(text));
    }

    [Test]
    public async Task StartAsync_HttpsWithACertificate_AnswersThere()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var emulator = await VidoraEmulator.StartAsync(o => (o.Listen, o.Certificate) = (new Uri("https://127.0.0.1:0"), certificate));
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, given, _, _) => given?.Thumbprint == certificate.Thumbprint,
        });
        using var answer = await http.PostAsync(
            new Uri(emulator.Address, "/v1/validate?api_key=demo-key"), new StringContent("""{"data":[{"user_id":"1","type":"click"}]}""", null, "application/json"));
        Assert.That((emulator.Address.Scheme, answer.IsSuccessStatusCode), Is.EqualTo(("https", true)));
    }

    [Test]
    public async Task Health_WithAPassword_NeedsNone()
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => o.Password = "secret");
        Assert.That((await emulator.SendAsync(HttpMethod.Get, "/emulator/health")).Status, Is.EqualTo(200));
        Assert.That((await emulator.SendAsync(HttpMethod.Get, "/emulator/state")).Status, Is.EqualTo(401));
    }

    [TestCase("http://localhost:0")]
    [TestCase("http://127.0.0.1:0")]
    [TestCase("http://[::1]:0")]
    public async Task StartAsync_LoopbackAddress_ListensOnAFreePort(string listen)
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => o.Listen = new Uri(listen));

        Assert.That(emulator.Address.IsLoopback, Is.True);
        Assert.That(emulator.Address.Port, Is.Not.Zero);
        Assert.That((await emulator.SendAsync(HttpMethod.Get, "/emulator/state")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task WaitForShutdownAsync_TokenCancelled_Ends()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = emulator.WaitForShutdownAsync(stop.Token);
        Assert.That(waiting.IsCompleted, Is.False);

        await stop.CancelAsync();

        await waiting.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [TestCase("GET", "/nowhere", 404)]
    [TestCase("DELETE", "/v1/validate", 405)]
    public async Task Request_ToNoRoute_IsAnsweredInJson(string method, string target, int expected)
    {
        await using var emulator = await VidoraEmulator.StartAsync();

        var (status, body) = await emulator.SendAsync(new HttpMethod(method), target);

        Assert.That(status, Is.EqualTo(expected));
        Assert.That(body, Does.StartWith("{\"error\":"));
    }
}
