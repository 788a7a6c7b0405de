using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;
using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>Reads user profiles from mParticle (mParticle Profile API): what the page User Activity shows, by program.</summary>
/// <remarks>A token lasts 8 hours by mParticle's documentation and is reused. No call is retried. Safe for concurrent use.</remarks>
public class MParticleProfileClient
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <summary>A token is renewed this long before its end.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromMinutes(5);

    private readonly HttpClient? _http;
    private readonly MParticleProfileOptions _options;
    private readonly TimeProvider _time;
    private (string Value, DateTimeOffset Until)? _token;

    /// <summary>Creates a client.</summary>
    /// <param name="options">The API credentials and the workspace. Do not change them afterwards.</param>
    /// <param name="httpClient">
    /// The HTTP client, which the caller disposes of. It must not follow redirects, which would take the token to another host. Default:
    /// null, one of this client.
    /// </param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or invalid. The message says which.</exception>
    public MParticleProfileClient(MParticleProfileOptions options, HttpClient? httpClient = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        MParticleProfileOptions.Settings.ThrowIfInvalid(Options.DefaultName, options);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _http = httpClient ?? HttpHandlers.CreateClient();
    }

    /// <summary>Creates a double for tests. Override the method that is called.</summary>
    protected MParticleProfileClient() => (_options, _time) = (new MParticleProfileOptions(), TimeProvider.System);

    /// <summary>Gets the attributes of a user by name. Numbers are text, as mParticle stores them; lists are compact JSON.</summary>
    /// <param name="mpid">The mParticle id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The attributes; null when mParticle has no such user.</returns>
    /// <exception cref="VidoraApiException">mParticle does not answer, or refuses the credentials.</exception>
    public virtual async Task<IReadOnlyDictionary<string, string>?> GetUserAttributesAsync(long mpid, CancellationToken cancellationToken = default)
    {
        var (status, body) = await GetProfileAsync(mpid, cancellationToken).ConfigureAwait(false);
        if (status == 401)
        {
            // The token was withdrawn before its time.
            _token = null;
            (status, body) = await GetProfileAsync(mpid, cancellationToken).ConfigureAwait(false);
        }

        return status switch
        {
            200 => Read(body, ReadAttributes),
            404 => null,
            _ => throw Failure("get the profile", status),
        };
    }

    private static IReadOnlyDictionary<string, string> ReadAttributes(JsonElement profile)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (profile.TryGetProperty("user_attributes"u8, out var found) && found.ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in found.EnumerateObject())
            {
                attributes[attribute.Name] = attribute.Value.ValueKind == JsonValueKind.String ? attribute.Value.GetString()! : attribute.Value.GetRawText();
            }
        }

        return attributes;
    }

    private static T Read<T>(byte[] body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // The text of the exception may quote the answer.
            throw new VidoraApiException("mParticle's Profile API: the answer is not what the API documents. Check Address and TokenAddress.");
        }
    }

    private static VidoraApiException Failure(string what, int status) => new(
        string.Create(CultureInfo.InvariantCulture, $"mParticle's Profile API did not {what}: ")
        + (status switch
        {
            0 => "there was no answer. Check Address and TokenAddress, or try again later.",
            401 or 403 => string.Create(CultureInfo.InvariantCulture, $"http_{status}. Check ClientId and ClientSecret, and that they may read this workspace."),
            429 or >= 500 => string.Create(CultureInfo.InvariantCulture, $"http_{status}. The same call may succeed later."),
            _ => string.Create(CultureInfo.InvariantCulture, $"http_{status}. Check Address, Organization, Account and Workspace."),
        }))
    {
        StatusCode = status == 0 ? null : status,
        IsTransient = status is 0 or 408 or 429 or >= 500,
        IsAccountFault = status is 401 or 403 or 404,
    };

    private async Task<(int Status, byte[] Body)> GetProfileAsync(long mpid, CancellationToken cancellationToken)
    {
        var token = await GetTokenAsync(cancellationToken).ConfigureAwait(false);
        string[] segments = ["userprofile", "v1", _options.Organization!, _options.Account!, _options.Workspace!, mpid.ToString(CultureInfo.InvariantCulture)];
        var path = string.Join('/', segments.Select(Uri.EscapeDataString));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_options.Address.AbsoluteUri.TrimEnd('/')}/{path}?fields=user_attributes");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (_token is { } known && known.Until > _time.GetUtcNow())
        {
            return known.Value;
        }

        var json = new Utf8Buffer();
        json.Append("{\"client_id\":"u8);
        JsonText.AppendString(json, _options.ClientId!);
        json.Append(",\"client_secret\":"u8);
        JsonText.AppendString(json, _options.ClientSecret!);
        json.Append(",\"audience\":\"https://api.mparticle.com\",\"grant_type\":\"client_credentials\"}"u8);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_options.TokenAddress.AbsoluteUri.TrimEnd('/')}/oauth/token")
        {
            Content = new ReadOnlyMemoryContent(json.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        var (status, body) = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (status != 200)
        {
            throw Failure("issue a token", status);
        }

        var (value, seconds) = Read(body, answer => (
            answer.GetProperty("access_token"u8).GetString() is { Length: > 0 } text ? text : throw new FormatException(),
            answer.TryGetProperty("expires_in"u8, out var lifetime) && lifetime.TryGetInt32(out var number) ? number : 0));
        _token = (value, _time.GetUtcNow().AddSeconds(seconds) - _margin);
        return value;
    }

    /// <summary>Sends one request. The status is 0 without an answer.</summary>
    private async Task<(int Status, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_http is null)
        {
            throw new NotSupportedException("This client is a double without an account. Override the method that is called.");
        }

        using var timer = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, stop.Token).ConfigureAwait(false);
            return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (0, []);
        }
    }
}
