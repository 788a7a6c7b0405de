using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>mParticle's server-to-server input: <c>/v2/events</c>, <c>/v2/bulkevents</c>, and the users it writes.</summary>
internal sealed class FeedRoutes(UserStore users, FeedLimits limits, string key, string secret, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;

    public Task PostEventAsync(HttpContext http) => PostAsync(http, bulk: false);

    public Task PostBulkAsync(HttpContext http) => PostAsync(http, bulk: true);

    public Task GetUserAsync(HttpContext http)
    {
        var user = long.TryParse(
            http.Request.RouteValues["mpid"] as string, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid)
            ? users.Find(mpid, IsDevelopment(http))
            : null;
        return user is null
            ? JsonAnswer.ErrorAsync(http, 404, "No user of this mpid is known.")
            : JsonAnswer.WriteAsync(http, 200, json => Write(json, user, withHistory: true));
    }

    public Task ListUsersAsync(HttpContext http)
    {
        if (!QueryText.TryReadNumber(http, "after", 0, long.MaxValue, 0, out var after)
            || !QueryText.TryReadNumber(http, "limit", 1, MaxLimit, DefaultLimit, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, $"\"after\" is a number from 0, \"limit\" one from 1 to {MaxLimit}.");
        }

        var (found, next) = users.List(IsDevelopment(http), after, (int)limit);
        return JsonAnswer.WriteAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("users"u8);
            foreach (var user in found)
            {
                Write(json, user, withHistory: false);
            }

            json.WriteEndArray();
            JsonAnswer.WriteNumber(json, "next", next);
            json.WriteEndObject();
        });
    }

    private static bool IsDevelopment(HttpContext http) => http.Request.Query["environment"] == "development";

    private static void Write(Utf8JsonWriter json, EmulatedUser user, bool withHistory)
    {
        json.WriteStartObject();
        json.WriteNumber("mpid"u8, user.Mpid);
        json.WriteString("environment"u8, user.Environment);
        json.WriteStartObject("user_attributes"u8);
        foreach (var (name, value) in user.Attributes)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        if (withHistory)
        {
            json.WriteStartArray("history"u8);
            foreach (var change in user.History)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, change.Name);
                if (change.Value is { } value)
                {
                    json.WritePropertyName("value"u8);
                    value.WriteTo(json);
                }

                json.WriteBoolean("deleted"u8, change.Value is null);
                json.WriteString("at"u8, change.At.UtcDateTime);
                json.WriteString("source_request_id"u8, change.SourceRequestId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static Task RefuseAsync(HttpContext http, int status, string message) => JsonAnswer.WriteAsync(http, status, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors"u8);
        json.WriteStartObject();
        json.WriteString("code"u8, status switch
        {
            400 => "BAD_REQUEST",
            401 => "UNAUTHORIZED",
            403 => "FORBIDDEN",
            413 => "PAYLOAD_TOO_LARGE",
            _ => "TOO_MANY_REQUESTS",
        });
        json.WriteString("message"u8, message);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private async Task PostAsync(HttpContext http, bool bulk)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        if (CheckCredentials(http) is var (status, message))
        {
            await RefuseAsync(http, status, message);
            return;
        }

        var batches = new List<FeedBatch>();
        if (FeedBatchReader.TryRead(body.Memory, bulk, batches) is var (refusal, error))
        {
            await RefuseAsync(http, refusal, error);
            return;
        }

        var (exceeded, retryAfter, used) = limits.Take(Math.Max(1, batches.Count));
        if (exceeded is not null)
        {
            http.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

            // With quotes: that is how the documentation prints it.
            http.Response.Headers["X-mp-rate-limit-exceeded"] = $"\"{exceeded}\"";
            await RefuseAsync(http, 429, $"The limit \"{exceeded}\" is exceeded.");
            return;
        }

        users.Apply(batches, time.GetUtcNow());
        http.Response.StatusCode = 202;
        http.Response.Headers["X-mp-rate-limit-percentage-used"] = used.ToString(CultureInfo.InvariantCulture);
    }

    private (int Status, string Message)? CheckCredentials(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return (401, "The request needs HTTP Basic authentication with the feed's key and secret.");
        }

        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(header.Parameter ?? ""), Encoding.UTF8.GetBytes(expected))
            ? null
            : (403, "The feed's key or secret is wrong.");
    }
}
