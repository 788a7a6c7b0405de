using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>Serves mParticle's server-to-server feed, and the users that it writes.</summary>
internal sealed class FeedRoutes(UserStore users, FeedLimits limits, string key, string secret, TimeProvider time)
{
    public Task PostEventAsync(HttpContext http) => PostAsync(http, bulk: false);

    public Task PostBulkAsync(HttpContext http) => PostAsync(http, bulk: true);

    public Task GetUserAsync(HttpContext http)
    {
        var user = long.TryParse(
            http.Request.RouteValues["mpid"] as string, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid)
            ? users.Find(mpid, IsDevelopment(http))
            : null;
        return user is null
            ? JsonAnswer.ErrorAsync(http, 404, "There is no user with this mpid.")
            : JsonAnswer.WriteAsync(http, 200, Describe(user, withHistory: true));
    }

    public Task ListUsersAsync(HttpContext http)
    {
        if (!QueryText.TryReadPage(http, 100, out var after, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, QueryText.PageError);
        }

        var (found, next) = users.List(IsDevelopment(http), after, limit);
        return JsonAnswer.WriteAsync(http, 200, new JsonObject
        {
            ["users"] = JsonAnswer.Array(found.Select(user => Describe(user, withHistory: false))), ["next"] = next,
        });
    }

    private static bool IsDevelopment(HttpContext http) => http.Request.Query["environment"] == "development";

    private static JsonObject Describe(EmulatedUser user, bool withHistory)
    {
        var json = new JsonObject
        {
            ["mpid"] = user.Mpid, ["environment"] = user.Environment,
            ["user_attributes"] = JsonAnswer.Object(user.Attributes.Select(attribute => KeyValuePair.Create(attribute.Key, JsonAnswer.Node(attribute.Value)))),
        };
        if (withHistory)
        {
            json["history"] = JsonAnswer.Array(user.History.Select(Describe));
        }

        return json;
    }

    private static JsonObject Describe(AttributeChange change)
    {
        var json = new JsonObject { ["name"] = change.Name };
        if (change.Value is { } value)
        {
            json["value"] = JsonAnswer.Node(value);
        }

        json["deleted"] = change.Value is null;
        json["at"] = change.At.UtcDateTime;
        json["source_request_id"] = change.SourceRequestId;
        return json;
    }

    private static Task RejectAsync(HttpContext http, int status, string message)
    {
        var code = status switch
        {
            400 => "BAD_REQUEST",
            401 => "UNAUTHORIZED",
            403 => "FORBIDDEN",
            413 => "PAYLOAD_TOO_LARGE",
            _ => "TOO_MANY_REQUESTS",
        };
        return JsonAnswer.WriteAsync(http, status, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) });
    }

    private async Task PostAsync(HttpContext http, bool bulk)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        if (CheckCredentials(http) is var (status, message))
        {
            await RejectAsync(http, status, message);
            return;
        }

        var batches = new List<FeedBatch>();
        if (FeedBatchReader.TryRead(body.Memory, bulk, batches) is var (refusal, error))
        {
            await RejectAsync(http, refusal, error);
            return;
        }

        var (exceeded, retryAfter, used) = limits.Take(Math.Max(1, batches.Count));
        if (exceeded is not null)
        {
            http.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

            // The documentation prints it with quotes.
            http.Response.Headers["X-mp-rate-limit-exceeded"] = $"\"{exceeded}\"";
            await RejectAsync(http, 429, $"The limit \"{exceeded}\" is exceeded.");
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
