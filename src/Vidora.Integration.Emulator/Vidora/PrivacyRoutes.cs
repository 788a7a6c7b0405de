using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>Serves the User Privacy API in both generations. Erases users at once.</summary>
internal sealed class PrivacyRoutes(Action<IReadOnlySet<string>> erase, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<Guid, ErasureRequest> _requests = [];

    /// <summary>Gets the deleted users in the order of the requests.</summary>
    public IReadOnlyList<string> DeletedUsers
    {
        get
        {
            lock (_lock)
            {
                return [.. _order];
            }
        }
    }

    /// <summary>Called after every change.</summary>
    public Action? Changed { get; set; }

    /// <summary>Describes the state that a directory keeps.</summary>
    public JsonObject Describe()
    {
        lock (_lock)
        {
            return new JsonObject
            {
                ["deleted_users"] = JsonAnswer.Array(_order), ["requests"] = JsonAnswer.Array(_requests.Select(request => Describe(request.Key, request.Value))),
            };
        }
    }

    /// <summary>Reads the state that a directory keeps.</summary>
    public void Read(JsonElement json)
    {
        lock (_lock)
        {
            _order.AddRange(json.GetProperty("deleted_users"u8).EnumerateArray().Select(user => user.GetString()!).Where(_deleted.Add));
            foreach (var request in json.GetProperty("requests"u8).EnumerateArray())
            {
                _requests[request.GetProperty("request_id"u8).GetGuid()] = new ErasureRequest(
                    [.. request.GetProperty("user_ids"u8).EnumerateArray().Select(user => user.GetString()!)],
                    request.GetProperty("created_at"u8).GetDateTimeOffset());
            }
        }
    }

    public Task ListDeletedAsync(HttpContext http, ReadOnlyMemory<byte> body) =>
        JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(DeletedUsers));

    public Task AddDeletedAsync(HttpContext http, ReadOnlyMemory<byte> body) => WithUsersAsync(http, body, withId: false, (_, users) =>
    {
        Delete(users);
        return JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(users));
    });

    public Task RequestErasureAsync(HttpContext http, ReadOnlyMemory<byte> body) => WithUsersAsync(http, body, withId: true, (id, users) =>
    {
        lock (_lock)
        {
            if (_requests.TryGetValue(id, out var known) && !known.UserIds.SequenceEqual(users))
            {
                return JsonAnswer.ErrorAsync(http, 409, "This request_id was used for other users.");
            }

            _requests.TryAdd(id, new ErasureRequest(users, time.GetUtcNow()));
        }

        Delete(users);
        return JsonAnswer.WriteAsync(http, 200, JsonValue.Create(id));
    });

    public Task GetErasureAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        ErasureRequest? request = null;
        if (Guid.TryParse(http.Request.RouteValues["id"] as string, out var id))
        {
            lock (_lock)
            {
                request = _requests.GetValueOrDefault(id);
            }
        }

        return request is null
            ? JsonAnswer.ErrorAsync(http, 404, "There is no erasure request with this id.")
            : JsonAnswer.WriteAsync(http, 200, Describe(id, request));
    }

    public void Clear()
    {
        lock (_lock)
        {
            _deleted.Clear();
            _order.Clear();
            _requests.Clear();
        }
    }

    private static JsonObject Describe(Guid id, ErasureRequest request) => new()
    {
        ["request_id"] = id, ["status"] = "completed", ["created_at"] = request.CreatedAt.UtcDateTime, ["user_ids"] = JsonAnswer.Array(request.UserIds),
    };

    private void Delete(List<string> users)
    {
        lock (_lock)
        {
            _order.AddRange(users.Where(_deleted.Add));
        }

        erase(users.ToHashSet(StringComparer.Ordinal));
        Changed?.Invoke();
    }

    private static Task WithUsersAsync(HttpContext http, ReadOnlyMemory<byte> body, bool withId, Func<Guid, List<string>, Task> answer)
    {
        Guid id;
        List<string> users;
        try
        {
            using var document = JsonDocument.Parse(body);
            users = ReadUsers(document.RootElement);
            id = withId ? ReadId(document.RootElement) : default;
        }
        catch (JsonException)
        {
            return JsonAnswer.ErrorAsync(http, 400, "The body is not JSON.");
        }
        catch (InvalidOperationException)
        {
            return JsonAnswer.ErrorAsync(http, 400, "The body holds text that is not UTF-8, or half of a surrogate pair.");
        }
        catch (FormatException e)
        {
            return JsonAnswer.ErrorAsync(http, 400, e.Message);
        }

        return answer(id, users);
    }

    private static List<string> ReadUsers(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("user_ids"u8, out var ids) && ids.ValueKind == JsonValueKind.Array
            ? [.. ids.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } user
                ? user
                : throw new FormatException("Every element of \"user_ids\" must be text that is not empty."))]
            : throw new FormatException("The body must be a JSON object with an array \"user_ids\".");

    private static Guid ReadId(JsonElement body) =>
        body.TryGetProperty("request_id"u8, out var request) && request.ValueKind == JsonValueKind.String && request.TryGetGuid(out var id) && id.Version == 4
            ? id
            : throw new FormatException("\"request_id\" must be a UUID of version 4.");

    private sealed record ErasureRequest(IReadOnlyList<string> UserIds, DateTimeOffset CreatedAt);
}
