using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Calls the operations endpoints of a running host.</summary>
internal sealed class OperationsClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(6) };
    private readonly Uri _host;
    private readonly string? _account;

    public OperationsClient(Uri host, string credential, string? account)
    {
        _host = new Uri(host.AbsoluteUri.TrimEnd('/') + "/");
        _account = account;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken, params IEnumerable<(string Name, string? Value)> query) =>
        SendAsync(HttpMethod.Get, path, query, cancellationToken);

    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken, params IEnumerable<(string Name, string? Value)> query) =>
        SendAsync(HttpMethod.Post, path, query, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(
        HttpMethod method, string path, IEnumerable<(string Name, string? Value)> query, CancellationToken cancellationToken)
    {
        var text = string.Join('&', query.Append(("account", _account)).Where(pair => pair.Item2 is not null).Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2!)}"));
        using var request = new HttpRequestMessage(method, new Uri(_host, text.Length == 0 ? path : $"{path}?{text}"));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true ? JsonNode.Parse(body) : null;
            if (response.IsSuccessStatusCode && json is not null)
            {
                return json;
            }

            var status = (int)response.StatusCode;
            throw new CommandFailedException(
                $"the host at {_host} answered {status}: {(string?)json?["detail"] ?? "this is not an operations address; serve prints it at its start."}",
                status is 401 or 403 or 404 || json is null ? ExitCode.WrongSetup : ExitCode.Partly);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"the host at {_host} cannot be reached: {e.Message}", ExitCode.Unreachable);
        }
        catch (System.Text.Json.JsonException)
        {
            throw new CommandFailedException($"the host at {_host} did not answer with JSON.", ExitCode.WrongSetup);
        }
    }
}
