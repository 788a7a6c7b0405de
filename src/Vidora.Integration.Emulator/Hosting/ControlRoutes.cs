using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary><c>/emulator/state</c> and <c>/emulator/events</c>: what was received, for tests and scripts.</summary>
internal sealed class ControlRoutes(EventStore store, VidoraEmulator emulator)
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;

    public Task GetStateAsync(HttpContext http)
    {
        var state = emulator.GetState();
        return JsonAnswer.WriteAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("received"u8, state.Received);
            json.WriteNumber("valid"u8, state.Valid);
            json.WriteNumber("invalid"u8, state.Invalid);
            json.WriteNumber("warned"u8, state.Warned);
            json.WriteNumber("kept"u8, state.Kept);
            WriteCounts(json, "by_type", state.ByType);
            WriteCounts(json, "by_reason", state.ByReason);
            json.WriteNumber("users"u8, state.Users);
            json.WriteNumber("feed_batches"u8, state.FeedBatches);
            json.WriteNumber("feed_duplicates"u8, state.FeedDuplicates);
            json.WriteNumber("requests"u8, state.Requests);
            WriteCounts(json, "requests_by_route", state.RequestsByRoute);
            WriteCounts(json, "requests_by_status", state.RequestsByStatus.Select(pair =>
                KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), pair.Value)));
            json.WriteEndObject();
        });
    }

    public Task DeleteStateAsync(HttpContext http)
    {
        emulator.Reset();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task GetEventsAsync(HttpContext http)
    {
        if (!QueryText.TryReadNumber(http, "after", 0, long.MaxValue, 0, out var after)
            || !QueryText.TryReadNumber(http, "limit", 1, MaxLimit, DefaultLimit, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, $"\"after\" is a number from 0, \"limit\" one from 1 to {MaxLimit}.");
        }

        bool? accepted;
        switch (http.Request.Query["validity"].ToString())
        {
            case "" or "valid":
                accepted = true;
                break;
            case "invalid":
                accepted = false;
                break;
            case "all":
                accepted = null;
                break;
            default:
                return JsonAnswer.ErrorAsync(http, 400, "\"validity\" is valid, invalid or all.");
        }

        var query = new EventQuery
        {
            UserId = QueryText.Read(http, "user_id"),
            Type = QueryText.Read(http, "type"),
            Accepted = accepted,
            After = after,
        };
        var found = new List<ReceivedEvent>();
        var next = store.Find(query, (int)limit, found);

        // Written by hand: a JSON writer would not leave the events as they were received.
        var buffer = new ArrayBufferWriter<byte>(4096);
        buffer.Write("{\"events\":["u8);
        for (var i = 0; i < found.Count; i++)
        {
            buffer.Write(i == 0 ? ""u8 : ","u8);
            buffer.Write(found[i].Utf8Json.Span);
        }

        buffer.Write("],\"next\":"u8);
        buffer.Write(System.Text.Encoding.ASCII.GetBytes(next?.ToString(CultureInfo.InvariantCulture) ?? "null"));
        buffer.Write("}"u8);
        return JsonAnswer.WriteAsync(http, 200, buffer.WrittenMemory);
    }

    public Task GetReportAsync(HttpContext http)
    {
        if (!QueryText.TryReadNumber(http, "after", 0, long.MaxValue, 0, out var after)
            || !QueryText.TryReadNumber(http, "limit", 1, MaxLimit, DefaultLimit, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, $"\"after\" is a number from 0, \"limit\" one from 1 to {MaxLimit}.");
        }

        var found = new List<ReceivedEvent>();
        var next = store.Find(new EventQuery { After = after }, (int)limit, found);
        var state = emulator.GetState();
        return JsonAnswer.WriteAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("valid"u8, state.Valid);
            json.WriteNumber("invalid"u8, state.Invalid);
            json.WriteNumber("warned"u8, state.Warned);
            WriteCounts(json, "by_reason", state.ByReason);
            json.WriteStartArray("events"u8);
            foreach (var received in found)
            {
                json.WriteStartObject();
                json.WriteNumber("number"u8, received.Number);
                json.WriteString("user_id"u8, received.UserId);
                json.WriteString("type"u8, received.Type);
                json.WriteBoolean("valid"u8, received.IsAccepted);
                json.WriteStartArray("reasons"u8);
                foreach (var name in EventProblemNames.Of(received.Problems))
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            JsonAnswer.WriteNumber(json, "next", next);
            json.WriteEndObject();
        });
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, long>> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }
}
