using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Writes JSON answers.</summary>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpContext http, int status, JsonNode json) => WriteAsync(http, status, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static async Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext http, int status, string error) => WriteAsync(http, status, new JsonObject { ["error"] = error });

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    public static JsonArray Array(IEnumerable<string> items) => Array(items.Select(item => (JsonNode?)item));

    public static JsonObject Object(IEnumerable<KeyValuePair<string, JsonNode?>> members) => new(members);

    /// <summary>Returns a copy of received JSON.</summary>
    public static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };
}
