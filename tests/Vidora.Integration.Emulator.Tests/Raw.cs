using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Tests;

/// <summary>A caller that knows the wire and nothing of this project's client.</summary>
internal static class Raw
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(100) };

    public static async Task<(int Status, string Body)> SendAsync(
        this VidoraEmulator emulator, HttpMethod method, string target, string? body = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(emulator.Address, target));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static Task<(int Status, string Body)> ValidateAsync(this VidoraEmulator emulator, params string[] events) =>
        emulator.SendAsync(HttpMethod.Post, $"/v1/validate?api_key={emulator.ApiKey}", $$"""{"data":[{{string.Join(',', events)}}]}""");

    public static async Task<JsonElement> GetJsonAsync(this VidoraEmulator emulator, string target)
    {
        var (status, body) = await emulator.SendAsync(HttpMethod.Get, target);
        Assert.That(status, Is.EqualTo(200), body);
        return JsonDocument.Parse(body).RootElement;
    }

    public static string Signed(this VidoraEmulator emulator, HttpMethod method, string path, string body = "", DateTimeOffset? expires = null)
    {
        var until = (expires ?? TimeProvider.System.GetUtcNow().AddHours(1)).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        var text = $"{emulator.ApiSecret}\n{method}\n{path}\napi_key={emulator.ApiKey}&expires={until}\n{body}";
        var signature = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..43];
        return $"{path}?api_key={emulator.ApiKey}&expires={Uri.EscapeDataString(until)}&signature={Uri.EscapeDataString(signature)}";
    }

    public static string Basic(string key, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"));
}
