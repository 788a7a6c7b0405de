using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vidora.Integration.Client;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Reads which events an emulator in another process has.</summary>
internal sealed class RemoteEvents(Uri emulator) : IDisposable
{
    private readonly HttpClient _http = new(HttpHandlers.Create());

    /// <exception cref="InvalidOperationException">The address is no emulator, or needs another password.</exception>
    public async Task<EventIdPage> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(emulator) { UserName = "", Password = "", Path = "/emulator/event_ids", Query = $"after={after.ToString(CultureInfo.InvariantCulture)}&limit=10000" };
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        if (emulator.UserInfo.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(emulator.UserInfo))));
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"The emulator's events cannot be read: it answered {(int)response.StatusCode}. Use the address that vidora emulate prints.");
            }

            using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var root = page.RootElement;
            return new EventIdPage(
                [.. root.GetProperty("ids").EnumerateArray().Select(id => ulong.Parse(id.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture))],
                root.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null,
                root.GetProperty("last").GetInt64());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or FormatException)
        {
            throw new InvalidOperationException($"The emulator's events cannot be read: {(e is HttpRequestException ? e.Message : "this is no emulator")}. Use the address that vidora emulate prints.", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
