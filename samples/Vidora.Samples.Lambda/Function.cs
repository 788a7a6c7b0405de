using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vidora.Integration;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Lambda;

/// <summary>
/// Answers mParticle's Firehose in AWS Lambda. A function has no disk that survives it, so everything is sent to Vidora, or refused,
/// before the answer; mParticle sends again what was refused. The variables VIDORA_API_KEY, VIDORA_API_SECRET and FIREHOSE_TOKEN hold
/// the keys. Both methods are handlers, such as <c>Vidora.Samples.Lambda::Vidora.Samples.Lambda.Function::InvokeAsync</c>.
/// </summary>
public sealed class Function(VidoraFirehose firehose)
{
    /// <summary>Creates the function from its variables. Lambda calls it once for each environment.</summary>
    public Function()
        : this(Create())
    {
    }

    /// <summary>
    /// Answers a message that mParticle brings by an invocation, which AWS has authorized: the permission of the function names
    /// mParticle. An exception makes mParticle send again.
    /// </summary>
    public async Task<Stream> InvokeAsync(Stream message)
    {
        var answer = await firehose.ProcessTrustedAsync(await ReadAsync(message));
        return answer.StatusCode == 200
            ? new MemoryStream(answer.Body.ToArray())
            : throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Body.Span));
    }

    /// <summary>Answers a message that comes through a function URL or an API gateway, with its token in the header.</summary>
    public async Task<Stream> HandleAsync(Stream request)
    {
        var http = await JsonSerializer.DeserializeAsync(request, GatewayJson.Default.GatewayRequest) ?? new GatewayRequest();
        var body = http.IsBase64Encoded ? Convert.FromBase64String(http.Body ?? "") : Encoding.UTF8.GetBytes(http.Body ?? "");
        var authorization = http.Headers?.FirstOrDefault(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)).Value;
        var answer = await firehose.ProcessAsync(body, authorization);
        var response = new GatewayResponse(answer.StatusCode, answer.Headers, Encoding.UTF8.GetString(answer.Body.Span));
        return new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(response, GatewayJson.Default.GatewayResponse));
    }

    private static VidoraFirehose Create()
    {
        var options = new VidoraFirehoseOptions();
        if (Environment.GetEnvironmentVariable("FIREHOSE_TOKEN") is { Length: > 0 } token)
        {
            options.Tokens.Add(token);
        }

        var account = new VidoraOptions
        {
            ApiKey = Environment.GetEnvironmentVariable("VIDORA_API_KEY"),
            ApiSecret = Environment.GetEnvironmentVariable("VIDORA_API_SECRET"),
            RequestTimeout = TimeSpan.FromSeconds(10), // below the function's own limit, so that mParticle gets an answer
        };
        return new VidoraFirehose(new VidoraClient(account), options: options);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}

/// <summary>The request of a function URL or an HTTP API (payload format 2.0), as far as it is needed.</summary>
internal sealed record GatewayRequest
{
    public Dictionary<string, string>? Headers { get; init; }

    public string? Body { get; init; }

    public bool IsBase64Encoded { get; init; }
}

/// <summary>The answer to it.</summary>
internal sealed record GatewayResponse(int StatusCode, IReadOnlyDictionary<string, string> Headers, string Body);

[JsonSerializable(typeof(GatewayRequest))]
[JsonSerializable(typeof(GatewayResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class GatewayJson : JsonSerializerContext;
