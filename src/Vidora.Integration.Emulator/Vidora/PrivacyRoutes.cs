using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>The User Privacy API in both generations. What is asked to be deleted is deleted here at once.</summary>
internal sealed class PrivacyRoutes(Action<IReadOnlySet<string>> erase, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<Guid, ErasureRequest> _requests = [];

    /// <summary>The users deleted so far, in the order in which that was asked for.</summary>
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

    public void Write(Utf8JsonWriter json)
    {
        lock (_lock)
        {
            json.WriteStartObject();
            json.WritePropertyName("deleted_users"u8);
            WriteArray(json, _order);
            json.WriteStartArray("requests"u8);
            foreach (var (id, request) in _requests)
            {
                Write(json, id, request);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>Puts back what a file kept.</summary>
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
        JsonAnswer.WriteAsync(http, 200, json => WriteArray(json, DeletedUsers));

    public Task AddDeletedAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        if (!TryRead(body, false, out _, out var users, out var error))
        {
            return JsonAnswer.ErrorAsync(http, 400, error);
        }

        Delete(users);
        return JsonAnswer.WriteAsync(http, 200, json => WriteArray(json, users));
    }

    public Task RequestErasureAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        if (!TryRead(body, true, out var id, out var users, out var error))
        {
            return JsonAnswer.ErrorAsync(http, 400, error);
        }

        lock (_lock)
        {
            if (_requests.TryGetValue(id, out var known) && !known.UserIds.SequenceEqual(users))
            {
                return JsonAnswer.ErrorAsync(http, 409, "This request_id was used for other users.");
            }

            _requests.TryAdd(id, new ErasureRequest(users, time.GetUtcNow()));
        }

        Delete(users);
        return JsonAnswer.WriteAsync(http, 200, json => json.WriteStringValue(id));
    }

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
            ? JsonAnswer.ErrorAsync(http, 404, "There is no erasure request of that id.")
            : JsonAnswer.WriteAsync(http, 200, json => Write(json, id, request));
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

    private static void Write(Utf8JsonWriter json, Guid id, ErasureRequest request)
    {
        json.WriteStartObject();
        json.WriteString("request_id"u8, id);
        json.WriteString("status"u8, "completed"u8);
        json.WriteString("created_at"u8, request.CreatedAt.UtcDateTime);
        json.WritePropertyName("user_ids"u8);
        WriteArray(json, request.UserIds);
        json.WriteEndObject();
    }

    private void Delete(List<string> users)
    {
        lock (_lock)
        {
            _order.AddRange(users.Where(_deleted.Add));
        }

        erase(users.ToHashSet(StringComparer.Ordinal));
        Changed?.Invoke();
    }

    private static void WriteArray(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static bool TryRead(ReadOnlyMemory<byte> body, bool withId, out Guid id, out List<string> users, out string error)
    {
        id = default;
        users = [];
        error = "";
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("user_ids"u8, out var ids) || ids.ValueKind != JsonValueKind.Array)
            {
                error = "The body must be a JSON object with an array \"user_ids\".";
                return false;
            }

            foreach (var element in ids.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.String || element.GetString() is not { Length: > 0 } user)
                {
                    error = "Every element of \"user_ids\" must be text that is not empty.";
                    return false;
                }

                users.Add(user);
            }

            if (withId && !(root.TryGetProperty("request_id"u8, out var request)
                && request.ValueKind == JsonValueKind.String && request.TryGetGuid(out id) && id.Version == 4))
            {
                error = "\"request_id\" must be a UUID of version 4.";
                return false;
            }

            return true;
        }
        catch (JsonException)
        {
            error = "The body is not JSON.";
            return false;
        }
        catch (InvalidOperationException)
        {
            error = "The body holds text that is not UTF-8, or half of a surrogate pair.";
            return false;
        }
    }

    private sealed record ErasureRequest(IReadOnlyList<string> UserIds, DateTimeOffset CreatedAt);
}
