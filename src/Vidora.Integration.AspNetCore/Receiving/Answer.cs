using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>One answer to a request. mParticle takes 200 and 202 for done, retries 408, 429 and 5xx, and drops the rest.</summary>
internal sealed class Answer
{
    private const int MaxErrors = 100;
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemJson = "application/problem+json; charset=utf-8";

    private Answer(int status, string outcome, string contentType, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Outcome = outcome;
        ContentType = contentType;
        Body = body;
    }

    public int Status { get; }

    public string Outcome { get; }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>One header more, if any.</summary>
    public (string Name, string Value)? Header { get; private init; }

    public static Answer Stopping { get; } = Unavailable(
        Receiving.Outcome.Stopping, "This host is stopping. Nothing was accepted; send the same request again.", retryAfterSeconds: 5);

    public static Answer Unauthorized { get; } = Problem(
        StatusCodes.Status401Unauthorized,
        Receiving.Outcome.Unauthorized,
        "Unauthorized",
        "The Authorization header is missing, or not the one that is expected here.",
        ("WWW-Authenticate", "Token"));

    public static Answer UnsupportedType { get; } = Problem(
        StatusCodes.Status415UnsupportedMediaType,
        Receiving.Outcome.Unsupported,
        "Unsupported media type",
        "Send JSON in UTF-8: Content-Type: application/json.",
        ("Accept", "application/json, application/x-ndjson"));

    public static Answer UnsupportedEncoding { get; } = Problem(
        StatusCodes.Status415UnsupportedMediaType,
        Receiving.Outcome.Unsupported,
        "Unsupported content encoding",
        "Send the body as it is, or compressed with gzip or br.",
        ("Accept-Encoding", "gzip, br"));

    public static Answer TooSlow { get; } = Problem(
        StatusCodes.Status408RequestTimeout, Receiving.Outcome.TooSlow, "Request timeout", "The body came too slowly. Nothing was accepted.");

    public static Answer Empty { get; } = Problem(
        StatusCodes.Status400BadRequest, Receiving.Outcome.Unreadable, "Empty body", "The body holds no document.");

    public static Answer Corrupt { get; } = Problem(
        StatusCodes.Status400BadRequest,
        Receiving.Outcome.Unreadable,
        "Corrupt body",
        "The body cannot be decompressed as its Content-Encoding says. Nothing was accepted.");

    public static Answer UnknownAccount { get; } = Unavailable(
        Receiving.Outcome.UnknownAccount, "The API key in account_settings is that of no account here. Nothing was accepted.", retryAfterSeconds: 60);

    public static Answer Failed { get; } = Problem(
        StatusCodes.Status500InternalServerError, Receiving.Outcome.Failed, "Internal error", "Send the same request again.");

    public static Answer QueueUnavailable { get; } = Unavailable(
        Receiving.Outcome.Unavailable, "The queue cannot be written at the moment. Nothing was accepted; send the same request again.", retryAfterSeconds: 30);

    private static Answer Full { get; } = Unavailable(
        Receiving.Outcome.Full, "The queue is full. Nothing was accepted; send the same request again.", retryAfterSeconds: 30);

    public static Answer TooLarge(int maxRequestBytes) => Problem(
        StatusCodes.Status413PayloadTooLarge,
        Receiving.Outcome.TooLarge,
        "Request too large",
        string.Create(CultureInfo.InvariantCulture, $"The body has more than {maxRequestBytes:N0} bytes, before or after decompression. Nothing was accepted."));

    public static Answer TooMany(int maxDocuments) => Problem(
        StatusCodes.Status413PayloadTooLarge,
        Receiving.Outcome.TooLarge,
        "Too many documents",
        string.Create(CultureInfo.InvariantCulture, $"The body has more than {maxDocuments:N0} documents. Nothing was accepted; send them in several requests."));

    /// <summary>The answer to something that was refused whole, so that the sender must keep it.</summary>
    public static Answer Refused(AcceptRefusal refusal) => refusal switch
    {
        AcceptRefusal.Full => Full,
        AcceptRefusal.Stopping => Stopping,
        _ => QueueUnavailable,
    };

    /// <summary>202: everything is durable, or said why not to be forwarded.</summary>
    public static Answer Accepted(AcceptResult result) =>
        new(StatusCodes.Status202Accepted, Receiving.Outcome.Accepted, Json, Write(json =>
        {
            json.WriteStartObject();
            WriteCounts(json, result);
            json.WriteEndObject();
        }));

    /// <summary>400: these documents could not be read; the others of the request are durable.</summary>
    public static Answer Unreadable(AcceptResult result, int documents) => new(
        StatusCodes.Status400BadRequest,
        Receiving.Outcome.Unreadable,
        ProblemJson,
        Write(json =>
        {
            var good = documents - result.Errors.Count;
            var detail = documents == 1
                ? "The document could not be read."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Errors.Count} of {documents} documents could not be read. The other {good} were taken: do not send these again.");
            WriteProblemStart(json, StatusCodes.Status400BadRequest, "Unreadable documents", detail);
            WriteCounts(json, result);
            json.WriteNumber("unreadable_documents"u8, result.Errors.Count);
            json.WriteStartArray("errors"u8);
            foreach (var error in result.Errors.Take(MaxErrors))
            {
                WriteError(json, error);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));

    /// <summary>400: the message could not be read.</summary>
    public static Answer Unreadable(MParticleFormatException error) => new(
        StatusCodes.Status400BadRequest,
        Receiving.Outcome.Unreadable,
        ProblemJson,
        Write(json =>
        {
            WriteProblemStart(json, StatusCodes.Status400BadRequest, "Unreadable message", "The Firehose message could not be read.");
            json.WriteStartArray("errors"u8);
            WriteError(json, error);
            json.WriteEndArray();
            json.WriteEndObject();
        }));

    /// <summary>200, in the words of Firehose.</summary>
    public static Answer Of(FirehoseResponse response, string outcome)
    {
        var body = new ArrayBufferWriter<byte>();
        response.Write(body);
        return new Answer(StatusCodes.Status200OK, outcome, Json, body.WrittenMemory);
    }

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (Header is var (name, value))
        {
            response.Headers[name] = new StringValues(value);
        }

        return response.Body.WriteAsync(Body).AsTask();
    }

    private static Answer Problem(int status, string outcome, string title, string detail, (string Name, string Value)? header = null) =>
        new(status, outcome, ProblemJson, Write(json =>
        {
            WriteProblemStart(json, status, title, detail);
            json.WriteEndObject();
        }))
        {
            Header = header,
        };

    private static Answer Unavailable(string outcome, string detail, int retryAfterSeconds) => Problem(
        StatusCodes.Status503ServiceUnavailable,
        outcome,
        "Service unavailable",
        detail,
        ("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture)));

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteProblemStart(Utf8JsonWriter json, int status, string title, string detail)
    {
        json.WriteStartObject();
        json.WriteString("title"u8, title);
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, detail);
    }

    private static void WriteError(Utf8JsonWriter json, MParticleFormatException error)
    {
        json.WriteStartObject();
        json.WriteNumber("document"u8, error.Document ?? 1);
        json.WriteNumber("line"u8, error.Line ?? 1);
        json.WriteNumber("position"u8, error.Position ?? 0);
        json.WriteString("detail"u8, error.Message);
        json.WriteEndObject();
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
                json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(issues.Key.ToString()), issues.Sum(issue => issue.NotForwardedEvents));
            }

            json.WriteEndObject();
        }
    }
}
