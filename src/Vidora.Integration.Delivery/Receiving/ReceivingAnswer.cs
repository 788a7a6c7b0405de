using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vidora.Integration.Delivery.Receiving;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Delivery;

/// <summary>Holds one answer to a request. mParticle repeats a request after 408, 429 and 5xx, and drops it after other errors.</summary>
public sealed class ReceivingAnswer
{
    private const int MaxErrors = 100;
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemJson = "application/problem+json; charset=utf-8";

    private ReceivingAnswer(int status, string outcome, string contentType, ReadOnlyMemory<byte> body, (string Name, string Value)? header = null)
    {
        StatusCode = status;
        Body = body;
        Outcome = outcome;
        Headers = header is var (name, value)
            ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = contentType, [name] = value }
            : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = contentType };
    }

    /// <summary>Gets the status code of HTTP.</summary>
    public int StatusCode { get; }

    /// <summary>Gets the headers, <c>Content-Type</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Gets the body: JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the outcome for the metrics, a <see cref="RequestOutcome"/>.</summary>
    internal string Outcome { get; }

    /// <summary>Gets what was wrong, in words; null when nothing was.</summary>
    internal string? Detail { get; private init; }

    /// <summary>Gets whether the rest of the body is not worth reading.</summary>
    internal bool LeavesBody => Outcome is RequestOutcome.Busy or RequestOutcome.TooSlow or RequestOutcome.Forbidden;

    internal static ReceivingAnswer Stopping { get; } = Unavailable(
        RequestOutcome.Stopping, 5, "This host is stopping. It accepted nothing. Send the same request again.");

    internal static ReceivingAnswer QueueUnavailable { get; } = Unavailable(
        RequestOutcome.Unavailable, 30, "The queue file cannot be written. The host accepted nothing. Send the same request again.");

    internal static ReceivingAnswer UnknownAccount { get; } = Unavailable(
        RequestOutcome.UnknownAccount, 60, "The API key in account_settings belongs to no account of this host. The host accepted nothing.");

    internal static ReceivingAnswer Unauthorized { get; } = Problem(
        401,
        RequestOutcome.Unauthorized,
        "Unauthorized",
        "The Authorization header is missing or has an unknown value.",
        ("WWW-Authenticate", "Token"));

    internal static ReceivingAnswer Forbidden { get; } = Problem(
        403,
        RequestOutcome.Forbidden,
        "Forbidden",
        "A web page sent this request, or it comes from another machine, and this endpoint needs no credential. Send it from a server; from another machine, set a credential.");

    internal static ReceivingAnswer Busy { get; } = Unavailable(
        RequestOutcome.Busy, 5, "The host holds as many bytes of requests as it may. It accepted nothing. Send the same request again.");

    internal static ReceivingAnswer KeysUnavailable { get; } = Unavailable(
        RequestOutcome.Unavailable, 30, "The service that signs these requests cannot be asked at the moment. Send the same request again.");

    internal static ReceivingAnswer UnsupportedType { get; } = Problem(
        415,
        RequestOutcome.Unsupported,
        "Unsupported media type",
        "Send JSON in UTF-8 with Content-Type: application/json.",
        ("Accept", "application/json, application/x-ndjson"));

    internal static ReceivingAnswer UnsupportedEncoding { get; } = Problem(
        415,
        RequestOutcome.Unsupported,
        "Unsupported content encoding",
        "Send the body uncompressed, or compressed with gzip or br.",
        ("Accept-Encoding", "gzip, br"));

    internal static ReceivingAnswer TooSlow { get; } = Problem(
        408, RequestOutcome.TooSlow, "Request timeout", "The body came too slowly. The host accepted nothing.");

    internal static ReceivingAnswer Empty { get; } = Problem(
        400, RequestOutcome.Unreadable, "Empty body", "The body holds no document.");

    internal static ReceivingAnswer Corrupt { get; } = Problem(
        400,
        RequestOutcome.Unreadable,
        "Corrupt body",
        "The body is not complete or not compressed as its Content-Encoding says. The host accepted nothing.");

    internal static ReceivingAnswer Failed { get; } = Problem(
        500, RequestOutcome.Failed, "Internal error", "Send the same request again.");

    private static ReceivingAnswer Full { get; } = Unavailable(
        RequestOutcome.Full, 30, "The queue is full. The host accepted nothing. Send the same request again.");

    private static ReceivingAnswer TooManyEvents { get; } = Problem(
        413,
        RequestOutcome.TooLarge,
        "Too many events",
        "The documents become more than 128 MiB of events. The host accepted nothing. Send the documents in several requests.");

    internal static ReceivingAnswer TooLarge(int maxRequestBytes) => TooLarge(
        "Request too large", maxRequestBytes, "bytes, compressed or decompressed. The host accepted nothing.");

    internal static ReceivingAnswer TooMany(int maxDocuments) => TooLarge(
        "Too many documents", maxDocuments, "documents. The host accepted nothing. Send the documents in several requests.");

    /// <summary>Returns the answer to a request that the queue refused as a whole.</summary>
    internal static ReceivingAnswer Refused(AcceptRefusal refusal) => refusal switch
    {
        AcceptRefusal.Full => Full,
        AcceptRefusal.Stopping => Stopping,
        AcceptRefusal.TooLarge => TooManyEvents,
        _ => QueueUnavailable,
    };

    /// <summary>Returns 202 with the counts: each event is durable, or left out for a reason that the body names.</summary>
    internal static ReceivingAnswer Accepted(AcceptResult result) =>
        new(202, RequestOutcome.Accepted, Json, Write(json => WriteCounts(json, result)));

    /// <summary>Returns 400 with the error of each unreadable document. The other documents are durable.</summary>
    internal static ReceivingAnswer Unreadable(AcceptResult result, int documents)
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
    internal static ReceivingAnswer Unreadable(MParticleFormatException error) =>
        Unreadable("Unreadable message", "The Firehose message is unreadable.", [error], _ => { });

    /// <summary>Returns 400: Vidora refused events, and the same request would be refused again.</summary>
    internal static ReceivingAnswer RefusedByVidora(int refused, int events, string reason) => Problem(
        400,
        RequestOutcome.Refused,
        "Refused by Vidora",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Vidora refused {refused:N0} of {events:N0} events ({reason}) and accepted the others. The same request would be refused again."));

    /// <summary>Returns 400: an erasure that nothing repeats and that a person must do.</summary>
    internal static ReceivingAnswer ErasureRefused(string reason) => Problem(
        400, RequestOutcome.Refused, "Erasure not taken", $"This host keeps nothing and cannot take the request: {reason}. Erase the user by hand.");

    /// <summary>Returns 503: Vidora takes nothing at the moment, and this host keeps nothing.</summary>
    internal static ReceivingAnswer NotSent(TimeSpan? wait) => Unavailable(
        RequestOutcome.Unavailable,
        (int)Math.Clamp(Math.Ceiling((wait ?? TimeSpan.Zero).TotalSeconds), 5, 3600),
        "Vidora takes nothing at the moment. Send the same request again.");

    /// <summary>Returns 401 for a credential that is no <c>Authorization: Token</c>.</summary>
    internal static ReceivingAnswer NotAuthorized(string detail) => Problem(401, RequestOutcome.Unauthorized, "Unauthorized", detail);

    /// <summary>Returns 400: the body is not the envelope that its sender sends.</summary>
    internal static ReceivingAnswer NotAnEnvelope(string envelope) => Problem(
        400, RequestOutcome.Unreadable, "Not an envelope", $"The body is not {envelope}. The host accepted nothing.");

    /// <summary>Returns 200 with an empty object: nothing needs to be sent again.</summary>
    internal static ReceivingAnswer Done(string outcome) => new(200, outcome, Json, Write(_ => { }));

    /// <summary>Returns the answer in the form of Amazon Data Firehose, which takes 200 alone as a yes.</summary>
    internal ReceivingAnswer ForKinesis(string requestId, DateTimeOffset now) => new(
        StatusCode is >= 200 and < 300 ? 200 : StatusCode,
        Outcome,
        "application/json",
        Write(json =>
        {
            json.WriteString("requestId"u8, requestId);
            json.WriteNumber("timestamp"u8, now.ToUnixTimeMilliseconds());
            if (Detail is not null)
            {
                json.WriteString("errorMessage"u8, Detail);
            }
        }));

    /// <summary>Returns 200 with an answer of the Firehose protocol.</summary>
    internal static ReceivingAnswer Of(FirehoseResponse response, string outcome)
    {
        var body = new ArrayBufferWriter<byte>();
        response.Write(body);
        return new ReceivingAnswer(200, outcome, Json, body.WrittenMemory);
    }

    private static ReceivingAnswer Unavailable(string outcome, int retryAfterSeconds, string detail) => Problem(
        503,
        outcome,
        "Service unavailable",
        detail,
        ("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture)));

    private static ReceivingAnswer TooLarge(string title, int max, string unit) => Problem(
        413,
        RequestOutcome.TooLarge,
        title,
        string.Create(CultureInfo.InvariantCulture, $"The body has more than {max:N0} {unit}"));

    private static ReceivingAnswer Unreadable(
        string title, string detail, IEnumerable<MParticleFormatException> errors, Action<Utf8JsonWriter> writeCounts) => Problem(
        400,
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

    private static ReceivingAnswer Problem(
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
        header) { Detail = detail };

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
