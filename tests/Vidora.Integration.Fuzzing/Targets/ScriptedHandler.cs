using System.Net;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>A server's answers, made of an input, without a server.</summary>
internal sealed class ScriptedHandler : HttpMessageHandler
{
    private static readonly string?[] _waits =
    [
        null, "0", "1", "120", "-1", "99999999999999999999", "9223372036854775807", "1e9", "1.5", "NaN", "Infinity", "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", " ", "1,2", "٣", "3; x=1",
    ];

    private static readonly int[] _statuses = [202, 200, 204, 301, 307, 400, 401, 403, 404, 408, 413, 415, 425, 429, 500, 502, 503, 504, 599];

    private byte[] _input = [];
    private int _control;

    /// <summary>How many bytes at the front of an input say what the answer is; the rest is its body.</summary>
    public const int ControlBytes = 5;

    /// <summary>Seeds of these bodies with several answers.</summary>
    public static IReadOnlyList<byte[]> Seeds(int calls, params string[] bodies) => SeedDocuments.With(
        bodies.Select(SeedDocuments.Utf8),
        [.. Enumerable.Range(0, calls).SelectMany(call => new byte[][] { [(byte)call, 0, 0, 0, 0], [(byte)call, 5, 3, 1, 1], [(byte)call, 13, 11, 2, 0] })]);

    /// <summary>Which call the next answer is for.</summary>
    public int Begin(byte[] input)
    {
        _input = input;
        _control = 1;
        return input.Length > 0 ? input[0] : 0;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int status = Control();
        status = status < 200 ? _statuses[status % _statuses.Length] : 100 + (((status - 200) * 256) + Control()) % 900;
        var wait = Control();
        var kind = Control();
        var body = _input.AsMemory(Math.Min(_input.Length, ControlBytes));
        if ((kind & 63) == 63)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection is gone.");
        }

        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new StreamContent(new PiecesStream(body, 1 + (kind & 7) * 500, (kind & 31) == 31 ? 100 : null)),
        };
        if (_waits[wait % _waits.Length] is { } text)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", text);
        }
        else if (wait > 200)
        {
            // Whatever the body begins with.
            response.Headers.TryAddWithoutValidation(
                wait % 2 == 0 ? "Retry-After" : "RetryAfter",
                string.Concat(body.Span[..Math.Min(40, body.Length)].ToArray().Where(value => value is >= 0x20 and < 0x7f).Select(value => (char)value)));
        }

        response.Headers.TryAddWithoutValidation("X-mp-rate-limit-exceeded", (kind & 3) switch { 0 => "\u201corg\u201d", 1 => "\"account\"", 2 => "", _ => "x" });
        response.Headers.TryAddWithoutValidation("X-mp-rate-limit-percentage-used", (kind & 12) switch { 0 => "85%", 4 => "1e999", 8 => "-1", _ => "99999999999999999999" });
        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));

    private byte Control() => _control < Math.Min(_input.Length, ControlBytes) ? _input[_control++] : (byte)0;
}
