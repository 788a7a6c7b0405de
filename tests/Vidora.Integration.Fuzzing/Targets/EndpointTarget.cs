using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>An endpoint that receives, called as the server calls it: any body, compressed in any way, under any headers.</summary>
internal sealed class EndpointTarget : FuzzTarget
{
    /// <summary>A queue in memory that is never drained is replaced after so many requests.</summary>
    private const int RequestsPerHost = 2000;

    private static readonly HostState[] _states = [HostState.Failing, HostState.Full, HostState.Stopping, HostState.UnknownAccount];

    private static readonly string?[] _types =
    [
        null, "application/json", "application/json; charset=utf-8", "text/plain; charset=\"UTF-8\"", "application/x-ndjson", "text/html", "application/json; charset=utf-16",
        "application/vnd.x+json", ";;", "\"", "application/", "application/json; =", "",
    ];

    private static readonly string?[] _encodings = [null, "gzip", "br", "GZIP ", "x-gzip", "identity", "deflate", "gzip, br", "", "zstd"];

    private readonly string _endpoint;
    private readonly string _authorization;
    private readonly int _accepted;
    private readonly int[] _documented;
    private readonly EndpointHost?[] _hosts = new EndpointHost?[Enum.GetValues<HostState>().Length];
    private int _requests;

    private EndpointTarget(string endpoint, string authorization, int accepted, int[] documented, IReadOnlyList<byte[]> documents)
    {
        _endpoint = endpoint;
        _authorization = authorization;
        _accepted = accepted;
        _documented = documented;
        Seeds = SeedDocuments.With(documents, [0, 1, 0, 0], [1, 2, 1, 1], [2, 0, 2, 2]);
    }

    public override string Name => $"http-{_endpoint}";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override int ControlBytes => 4;

    public static EndpointTarget Batches() => new("batches", EndpointHost.Token, 202, [202, 400, 401, 413, 415], SeedDocuments.Inputs);

    public static EndpointTarget Firehose() => new("firehose", "Token " + EndpointHost.Token, 200, [200, 400, 401, 413, 415], SeedDocuments.Messages);

    public override bool Run(byte[] input)
    {
        if (_requests++ % RequestsPerHost == 0)
        {
            Close();
        }

        var request = new Request(input, ControlBytes);
        var (status, _) = Send(HostState.None, request);
        if (status is { } answered)
        {
            FuzzViolationException.Unless(_documented.Contains(answered), $"The status is {answered}.");
        }

        // The states take turns; each is asked now and then, because that is as slow again.
        if (request.AsksInOtherState)
        {
            var state = _states[input[^1] % _states.Length];
            var (inThatState, retryAfter) = Send(state, request);
            FuzzViolationException.Unless(
                inThatState == status || inThatState is 503 || (status >= 400 && inThatState is >= 400 and < 500),
                $"The status is {status}, and {inThatState} of a host that is {state}.");
            FuzzViolationException.Unless(inThatState is not 503 || retryAfter, "A 503 says not when to come again.");
            FuzzViolationException.Unless(inThatState is not 500, "The status is 500.");
        }

        return status == _accepted;
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    private (int? Status, bool HasRetryAfter) Send(HostState state, Request request)
    {
        var host = _hosts[(int)state] ??= EndpointHost.Start(_endpoint, state);
        using var answer = new MemoryStream();
        var lifetime = new Lifetime();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        http.Response.Body = answer;
        request.WriteTo(http.Request, _authorization);
        host.Handle(http).GetAwaiter().GetResult();
        if (lifetime.IsAborted)
        {
            FuzzViolationException.Unless(request.Fails, "A request is not answered that came whole.");
            return (null, false);
        }

        FuzzViolationException.Unless(answer.Length == http.Response.ContentLength, "An answer is not as long as it says.");
        using var json = JsonDocument.Parse(answer.ToArray());
        FuzzViolationException.Unless(json.RootElement.ValueKind == JsonValueKind.Object, "An answer is no object.");
        return (http.Response.StatusCode, http.Response.Headers.RetryAfter.Count == 1);
    }

    private void Close()
    {
        for (var i = 0; i < _hosts.Length; i++)
        {
            _hosts[i]?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _hosts[i] = null;
        }
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }

    /// <summary>A request, as the first bytes of an input say.</summary>
    private sealed class Request
    {
        private readonly byte[] _control;
        private readonly byte[] _body;
        private readonly string? _encoding;

        public Request(byte[] input, int controlBytes)
        {
            _control = [.. input.Take(controlBytes), .. new byte[controlBytes - Math.Min(controlBytes, input.Length)]];
            (_body, _encoding) = Encode(input.AsSpan(Math.Min(input.Length, controlBytes)), _control[0]);
        }

        /// <summary>Whether the connection is lost in the middle of it.</summary>
        public bool Fails => _control[2] >= 250;

        public bool AsksInOtherState => _control[3] % 4 == 0 && !Fails;

        public void WriteTo(HttpRequest request, string authorization)
        {
            request.Method = "POST";
            request.Body = new PiecesStream(_body, 1 + (_control[2] * 97), Fails ? _body.Length / 2 : null);
            request.ContentLength = (_control[2] & 1) == 0 ? _body.Length : null;
            if (_types[_control[1] < 160 ? _control[1] % 5 : _control[1] % _types.Length] is { } type)
            {
                request.Headers.ContentType = type;
            }

            if (_encoding is not null)
            {
                request.Headers.ContentEncoding = _encoding;
            }

            request.Headers.Authorization = (_control[3] & 31) switch
            {
                31 => "Token x",
                30 => "",
                29 => new[] { EndpointHost.Token, EndpointHost.Token },
                28 => "token\u00a0" + EndpointHost.Token,
                _ => authorization,
            };
        }

        private static (byte[] Body, string? Encoding) Encode(ReadOnlySpan<byte> document, byte how)
        {
            switch (how % 16)
            {
                case 1:
                    return (Compress(document, brotli: false), "gzip");
                case 2:
                    return (Compress(document, brotli: true), "br");
                case 3:
                    var cut = Compress(document, brotli: how >= 128);
                    return (cut[..(cut.Length * how / 256)], how >= 128 ? "br" : "gzip");
                case 4:
                    var damaged = Compress(document, brotli: how >= 128);
                    damaged[how * 31 % damaged.Length] ^= (byte)(how | 1);
                    return (damaged, how >= 128 ? "br" : "gzip");
                case 5:
                    // More comes out than may.
                    return (Compress(Repeat(document, (EndpointHost.MaxRequestBytes / Math.Max(1, document.Length)) + 1), brotli: how >= 128), how >= 128 ? "br" : "gzip");
                case 6:
                    return ([.. Compress(document[..(document.Length / 2)], brotli: false), .. Compress(document[(document.Length / 2)..], brotli: false)], "gzip");
                case 7:
                    return (document.ToArray(), _encodings[how / 16 % _encodings.Length]);
                case 8 when how >= 224:
                    return (Repeat(document, (EndpointHost.MaxRequestBytes / Math.Max(1, document.Length)) + 1), null);
                default:
                    return (document.ToArray(), null);
            }
        }

        private static byte[] Repeat(ReadOnlySpan<byte> document, int times)
        {
            var all = new byte[document.Length * times];
            for (var i = 0; i < times; i++)
            {
                document.CopyTo(all.AsSpan(i * document.Length));
            }

            return all;
        }

        private static byte[] Compress(ReadOnlySpan<byte> document, bool brotli)
        {
            using var compressed = new MemoryStream();
            using (Stream compression = brotli ? new BrotliStream(compressed, CompressionLevel.Fastest) : new GZipStream(compressed, CompressionLevel.Fastest))
            {
                // .NET writes nothing at all for nothing.
                compression.Write(document.IsEmpty ? "\n"u8 : document);
            }

            return compressed.ToArray();
        }
    }
}
