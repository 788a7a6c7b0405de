using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Writes the answers of the operations endpoints.</summary>
internal static class OperationsJson
{
    /// <summary>Writes quotation marks as a person reads them. The answers are JSON, and no browser takes them for a page.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task ProblemAsync(HttpContext http, int status, string title, string detail) => WriteAsync(
        http,
        json =>
        {
            json.WriteString("title"u8, title);
            json.WriteNumber("status"u8, status);
            json.WriteString("detail"u8, detail);
        },
        status,
        "application/problem+json; charset=utf-8");

    public static async Task WriteAsync(
        HttpContext http, Action<Utf8JsonWriter> members, int status = StatusCodes.Status200OK, string type = "application/json; charset=utf-8")
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    public static void Array<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Status(Utf8JsonWriter json, string account, ForwardingStatus status)
    {
        json.WriteString("account"u8, account);
        json.WriteString("health"u8, status.Health.ToString());
        json.WriteString("sentence"u8, status.Sentence);
        json.WriteBoolean("paused"u8, status.IsPaused);
        json.WriteBoolean("held"u8, status.IsHeld);
        json.WriteNumber("events"u8, status.Store.Events);
        json.WriteNumber("bytes"u8, status.Store.Bytes);
        json.WriteNumber("leased"u8, status.Store.Leased);
        Time(json, "oldest_accepted_at", status.Store.OldestAcceptedAt);
        json.WriteNumber("dead_letters"u8, status.Store.DeadLetters.Values.Sum());
        json.WriteStartObject("dead_letters_by_reason"u8);
        foreach (var (reason, count) in status.Store.DeadLetters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteNumber("quarantine_items"u8, status.Store.QuarantineItems);
        json.WriteNumber("quarantine_bytes"u8, status.Store.QuarantineBytes);
        json.WriteNumber("forgotten_users"u8, status.Store.ForgottenUsers);
        json.WriteNumber("open_erasures"u8, status.Store.OpenErasures);
        json.WriteNumber("held_requests"u8, status.Store.HeldRequests);
        json.WriteNumber("fullness"u8, Math.Round(status.Store.Fullness, 4));
        if (status.EventsPerSecond is { } rate)
        {
            json.WriteNumber("events_per_second"u8, Math.Round(rate, 1));
        }

        json.Array("outcomes", status.Outcomes, outcome =>
        {
            json.WriteString("status"u8, outcome.Status.ToString());
            json.WriteString("reason"u8, outcome.Reason);
            json.WriteNumber("count"u8, outcome.Count);
        });
    }

    public static void Letter(Utf8JsonWriter json, DeadLetter letter)
    {
        json.WriteNumber("id"u8, letter.Id);
        json.WriteString("user"u8, letter.UserId);
        json.WriteString("type"u8, VidoraEvent.Parse(letter.Utf8Json).Type);
        json.WriteString("reason"u8, letter.Reason);
        json.WriteNumber("attempts"u8, letter.Attempts);
        Time(json, "accepted_at", letter.AcceptedAt);
        Time(json, "died_at", letter.DiedAt);
        json.WritePropertyName("event"u8);
        json.WriteRawValue(letter.Utf8Json.Span);
    }

    public static void Item(Utf8JsonWriter json, QuarantineItem item, long size)
    {
        json.WriteNumber("id"u8, item.Id);
        json.WriteString("reason"u8, ReasonOf(item.Reason));
        Time(json, "received_at", item.ReceivedAt);
        json.WriteNumber("bytes"u8, size);
        json.WriteString("masked"u8, MaskedContent.Of(item.Content.Span));
    }

    public static void Held(Utf8JsonWriter json, HeldRequest request, TimeSpan deadline)
    {
        json.WriteNumber("id"u8, request.Id);
        json.WriteString("reason"u8, ReasonOf(request.Reason));
        if (request.RequestId is { } id)
        {
            json.WriteString("request"u8, id);
        }

        Time(json, "received_at", request.ReceivedAt);
        Time(json, "answer_until", request.ReceivedAt + deadline);
        json.WriteString("content"u8, System.Text.Encoding.UTF8.GetString(request.Content.Span));
    }

    public static string ReasonOf(QuarantineReason reason) => reason.Word();

    public static string ReasonOf(HeldReason reason) => reason is HeldReason.ErasureWithoutMpid ? "erasure_without_mpid" : "not_an_erasure";

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
    }
}
