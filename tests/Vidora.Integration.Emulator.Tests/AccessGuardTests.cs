namespace Vidora.Integration.Emulator.Tests;

public class AccessGuardTests
{
    private static async Task<int> StatusOfAsync(VidoraEmulator emulator, string target, Action<HttpRequestMessage> change)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(emulator.Address, target));
        change(request);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    [Test]
    public async Task Request_FromAnotherSite_IsRefused()
    {
        await using var emulator = await VidoraEmulator.StartAsync();

        Assert.That(await StatusOfAsync(emulator, "/emulator/state", r => r.Headers.Add("Origin", "http://example.com")), Is.EqualTo(403));
        Assert.That(await StatusOfAsync(emulator, "/emulator/state", r => r.Headers.Host = "example.com"), Is.EqualTo(403));
        Assert.That(await StatusOfAsync(emulator, "/emulator/state", r => r.Headers.Host = $"localhost:{emulator.Address.Port}"), Is.EqualTo(200));
        Assert.That(
            await StatusOfAsync(emulator, "/emulator/state", r => r.Headers.Add("Origin", emulator.Address.GetLeftPart(UriPartial.Authority))),
            Is.EqualTo(200));
    }

    [Test]
    public async Task Request_WithPasswordSet_NeedsItForAllButTheServices()
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => (o.Listen, o.Password) = (new Uri("http://0.0.0.0:0"), "päss"));
        var address = new UriBuilder(emulator.Address) { Host = "127.0.0.1" }.Uri;

        async Task<int> StatusAsync(string target, string? authorization)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, target));
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await http.SendAsync(request);
            return (int)response.StatusCode;
        }

        Assert.That(await StatusAsync("/emulator/state", null), Is.EqualTo(401));
        Assert.That(await StatusAsync("/emulator/state", Raw.Basic("any", "wrong")), Is.EqualTo(401));
        Assert.That(await StatusAsync("/emulator/state", "Basic !"), Is.EqualTo(401));
        Assert.That(await StatusAsync("/emulator/state", Raw.Basic("any", "päss")), Is.EqualTo(200));
        Assert.That(await StatusAsync("/v1/api/pipelines?api_key=demo-key", null), Is.EqualTo(200));
    }
}
