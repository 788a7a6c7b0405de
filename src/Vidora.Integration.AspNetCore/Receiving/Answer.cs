using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Holds one answer to a request. mParticle repeats a request after 408, 429 and 5xx, and drops it after other errors.</summary>
internal sealed class Answer
{
    private const int MaxErrors = 100;
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemJson = "application/problem+json; charset=utf-8";

    private readonly int _status;
    private readonly string _contentType;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly (string Name, string Value)? _header;

    private Answer(int status, string outcome, string contentType, ReadOnlyMemory<byte> body, (string Name, string Value)? header = null)
    {
        _status = status;
        _contentType = contentType;
        _body = body;
        _header = header;
        Outcome = outcome;
    }

    /// <summary>Gets the outcome for the metrics, a <see cref="RequestOutcome"/>.</summary>
    public string Outcome { get; }

    /// <summary>Gets whether the rest of the body is not worth reading.</summary>
    public bool LeavesBody => Outcome is RequestOutcome.Busy or RequestOutcome.TooSlow or RequestOutcome.Forbidden;

    public static Answer Stopping { get; } = Unavailable(
        RequestOutcome.Stopping, 5, "This host is stopping. It accepted nothing. Send the same request again.");

    public static Answer QueueUnavailable { get; } = Unavailable(
        RequestOutcome.Unavailable, 30, "The queue file cannot be written. The host accepted nothing. Send the same request again.");

    public static Answer UnknownAccount { get; } = Unavailable(
        RequestOutcome.UnknownAccount, 60, "The API key in account_settings belongs to no account of this host. The host accepted nothing.");

    public static Answer Unauthorized { get; } = Problem(
        StatusCodes.Status401Unauthorized,
        RequestOutcome.Unauthorized,
        "Unauthorized",
        "The Authorization header is missing or has an unknown value.",
        ("WWW-Authenticate", "Token"));

    public static Answer Forbidden { get; } = Problem(
        StatusCodes.Status403Forbidden,
        RequestOutcome.Forbidden,
        "Forbidden",
        "A web page sent this request, or it comes from another machine, and this endpoint needs no credential. Send it from a server; from another machine, set a credential.");

    public static Answer Busy { get; } = Unavailable(
        RequestOutcome.Busy, 5, "The host holds as many bytes of requests as it may. It accepted nothing. Send the same request again.");

    public static Answer UnsupportedType { get; } = Problem(
        StatusCodes.Status415UnsupportedMediaType,
        RequestOutcome.Unsupported,
        "Unsupported media type",
        "Send JSON in UTF-8 with Content-Type: application/json.",
        ("Accept", "application/json, application/x-ndjson"));

    public static Answer UnsupportedEncoding { get; } = Problem(
        StatusCodes.Status415UnsupportedMediaType,
        RequestOutcome.Unsupported,
        "Unsupported content encoding",
        "Send the body uncompressed, or compressed with gzip or br.",
        ("Accept-Encoding", "gzip, br"));

    public static Answer TooSlow { get; } = Problem(
        StatusCodes.Status408RequestTimeout, RequestOutcome.TooSlow, "Request timeout", "The body came too slowly. The host accepted nothing.");

    public static Answer Empty { get; } = Problem(
        StatusCodes.Status400BadRequest, RequestOutcome.Unreadable, "Empty body", "The body holds no document.");

    public static Answer Corrupt { get; } = Problem(
        StatusCodes.Status400BadRequest,
        RequestOutcome.Unreadable,
        "Corrupt body",
        "The body is not complete or not compressed as its Content-Encoding says. The host accepted nothing.");

    public static Answer Failed { get; } = Problem(
        StatusCodes.Status500InternalServerError, RequestOutcome.Failed, "Internal error", "Send the same request again.");

    private static Answer Full { get; } = Unavailable(
        RequestOutcome.Full, 30, "The queue is full. The host accepted nothing. Send the same request again.");

    private static Answer TooManyEvents { get; } = Problem(
        StatusCodes.Status413PayloadTooLarge,
        RequestOutcome.TooLarge,
        "Too many events",
        "The documents become more than 128 MiB of events. The host accepted nothing. Send the documents in several requests.");

    public static Answer TooLarge(int maxRequestBytes) => TooLarge(
        "Request too large", maxRequestBytes, "bytes, compressed or decompressed. The host accepted nothing.");

    public static Answer TooMany(int maxDocuments) => TooLarge(
        "Too many documents", maxDocuments, "documents. The host accepted nothing. Send the documents in several requests.");

    /// <summary>Returns the answer to a request that the queue refused as a whole.</summary>
    public static Answer Refused(AcceptRefusal refusal) => refusal switch
    {
        AcceptRefusal.Full => Full,
        AcceptRefusal.Stopping => Stopping,
        AcceptRefusal.TooLarge => TooManyEvents,
        _ => QueueUnavailable,
    };

    /// <summary>Returns 202 with the counts: each event is durable, or left out for a reason that the body names.</summary>
    public static Answer Accepted(AcceptResult result) =>
        new(StatusCodes.Status202Accepted, RequestOutcome.Accepted, Json, Write(json => WriteCounts(json, result)));

    /// <summary>Returns 400 with the error of each unreadable document. The other documents are durable.</summary>
    public static Answer Unreadable(AcceptResult result, int documents)
    {
        var readable = documents - result.Errors.Count;
        return Unreadable(
            "Unreadable documents",
            documents == 1
                ? "The document is unreadable."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Errors.Count:N0} of {documents:N0} documents are unreadable. The host accepted the other {readable:N0}; do not send them again."),
            result.Errors,
            json =>
            {
                WriteCounts(json, result);
                json.WriteNumber("unreadable_documents"u8, result.Errors.Count);
            });
    }

    /// <summary>Returns 400 with the error of the message.</summary>
    public static Answer Unreadable(MParticleFormatException error) =>
        Unreadable("Unreadable message", "The Firehose message is unreadable.", [error], _ => { });

    /// <summary>Returns 200 with an answer of the Firehose protocol.</summary>
    public static Answer Of(FirehoseResponse response, string outcome)
    {
        var body = new ArrayBufferWriter<byte>();
        response.Write(body);
        return new Answer(StatusCodes.Status200OK, outcome, Json, body.WrittenMemory);
    }

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = _status;
        response.ContentType = _contentType;
        response.ContentLength = _body.Length;
        if (_header is var (name, value))
        {
            response.Headers[name] = value;
        }

        return response.Body.WriteAsync(_body).AsTask();
    }

    private static Answer Unavailable(string outcome, int retryAfterSeconds, string detail) => Problem(
        StatusCodes.Status503ServiceUnavailable,
        outcome,
        "Service unavailable",
        detail,
        ("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture)));

    private static Answer TooLarge(string title, int max, string unit) => Problem(
        StatusCodes.Status413PayloadTooLarge,
        RequestOutcome.TooLarge,
        title,
        string.Create(CultureInfo.InvariantCulture, $"The body has more than {max:N0} {unit}"));

    private static Answer Unreadable(
        string title, string detail, IEnumerable<MParticleFormatException> errors, Action<Utf8JsonWriter> writeCounts) => Problem(
        StatusCodes.Status400BadRequest,
        RequestOutcome.Unreadable,
        title,
        detail,
        writeMore: json =>
        {
            writeCounts(json);
            json.WriteStartArray("errors"u8);
            foreach (var error in errors.Take(MaxErrors))
            {
                json.WriteStartObject();
                json.WriteNumber("document"u8, error.Document ?? 1);
                json.WriteNumber("line"u8, error.Line ?? 1);
                json.WriteNumber("position"u8, error.Position ?? 0);
                json.WriteString("detail"u8, error.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static Answer Problem(
        int status,
        string outcome,
        string title,
        string detail,
        (string Name, string Value)? header = null,
        Action<Utf8JsonWriter>? writeMore = null) => new(
        status,
        outcome,
        ProblemJson,
        Write(json =>
        {
            json.WriteString("title"u8, title);
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, detail);
            writeMore?.Invoke(json);
        }),
        header);

    private static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, AcceptResult result)
    {
        json.WriteNumber("accepted_events"u8, result.AcceptedEvents);
        if (result.ForgottenEvents > 0)
        {
            json.WriteNumber("forgotten_events"u8, result.ForgottenEvents);
        }

        if (result.QuarantinedDocuments > 0)
        {
            json.WriteNumber("quarantined_documents"u8, result.QuarantinedDocuments);
        }

        var notForwarded = result.Issues.Where(issue => issue.NotForwardedEvents > 0).ToLookup(issue => issue.Code);
        if (notForwarded.Count > 0)
        {
            json.WriteStartObject("not_forwarded_events"u8);
            foreach (var issues in notForwarded)
            {
                json.WriteNumber(IssueReason.Of(issues.Key), issues.Sum(issue => issue.NotForwardedEvents));
            }

            json.WriteEndObject();
        }
    }
}
