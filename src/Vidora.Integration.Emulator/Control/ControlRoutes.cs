using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Control;

/// <summary>Serves the state, the events, the report and the OpenAPI document below <c>/emulator</c>, for tests and scripts.</summary>
internal sealed class ControlRoutes(EventStore store, StateReader states, Action reset)
{
    public static Task GetHealthAsync(HttpContext http) => JsonAnswer.WriteAsync(http, 200, new JsonObject { ["status"] = "Healthy" });

    /// <summary>
    /// Sends the document. It is written by hand, because the generator of ASP.NET Core is a dependency that other versions in a project
    /// of tests conflict with.
    /// </summary>
    public static async Task GetOpenApiAsync(HttpContext http)
    {
        await using var document = typeof(ControlRoutes).Assembly.GetManifestResourceStream("openapi.json")!;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = document.Length;
        await document.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    public Task GetStateAsync(HttpContext http)
    {
        var state = states.Read();
        return JsonAnswer.WriteAsync(http, 200, new JsonObject
        {
            ["received"] = state.Received, ["valid"] = state.Valid, ["invalid"] = state.Invalid, ["warned"] = state.Warned, ["kept"] = state.Kept,
            ["by_type"] = Counts(state.ByType), ["by_reason"] = Counts(state.ByReason), ["users"] = state.Users,
            ["feed_batches"] = state.FeedBatches, ["feed_duplicates"] = state.FeedDuplicates, ["requests"] = state.Requests,
            ["requests_by_route"] = Counts(state.RequestsByRoute),
            ["requests_by_status"] = Counts(state.RequestsByStatus.Select(count =>
                KeyValuePair.Create(count.Key.ToString(CultureInfo.InvariantCulture), count.Value))),
        });
    }

    public Task DeleteStateAsync(HttpContext http)
    {
        reset();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task GetEventsAsync(HttpContext http)
    {
        bool? accepted = true;
        switch (http.Request.Query["validity"].ToString())
        {
            case "" or "valid":
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

        var query = new EventQuery { UserId = QueryText.Read(http, "user_id"), Type = QueryText.Read(http, "type"), Accepted = accepted };
        return WithPageAsync(http, query, (found, next) =>
        {
            // A JSON writer would change the bytes of the events.
            var buffer = new ArrayBufferWriter<byte>(4096);
            buffer.Write("{\"events\":["u8);
            for (var i = 0; i < found.Count; i++)
            {
                buffer.Write(i == 0 ? ""u8 : ","u8);
                buffer.Write(found[i].Utf8Json.Span);
            }

            buffer.Write(Encoding.ASCII.GetBytes($"],\"next\":{next?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}"));
            return JsonAnswer.WriteAsync(http, 200, buffer.WrittenMemory);
        });
    }

    public Task GetReportAsync(HttpContext http) => WithPageAsync(http, new EventQuery(), (found, next) =>
    {
        var state = states.Read();
        return JsonAnswer.WriteAsync(http, 200, new JsonObject
        {
            ["valid"] = state.Valid, ["invalid"] = state.Invalid, ["warned"] = state.Warned, ["by_reason"] = Counts(state.ByReason),
            ["events"] = JsonAnswer.Array(found.Select(received => new JsonObject
            {
                ["number"] = received.Number, ["user_id"] = received.UserId, ["type"] = received.Type, ["valid"] = received.IsAccepted,
                ["reasons"] = JsonAnswer.Array(received.Problems),
            })),
            ["next"] = next,
        });
    });

    private Task WithPageAsync(HttpContext http, EventQuery query, Func<List<ReceivedEvent>, long?, Task> answer)
    {
        if (!QueryText.TryReadPage(http, 1000, out var after, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, QueryText.PageError);
        }

        var (found, next) = store.Find(query with { After = after }, limit);
        return answer(found, next);
    }

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        JsonAnswer.Object(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
}
