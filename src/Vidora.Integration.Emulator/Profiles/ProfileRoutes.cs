using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Profiles;

/// <summary>
/// Serves mParticle's Profile API and its tokens, over the users that the feed wrote. The credentials are the feed's; the ids of
/// organization, account and workspace may be any.
/// </summary>
internal sealed class ProfileRoutes(UserStore users, string clientId, string clientSecret, TimeProvider time)
{
    private const int LifetimeSeconds = 8 * 3600;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public async Task PostTokenAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            var isKnown = JsonFields.Read(body.Memory, json =>
                JsonFields.Text(json, "grant_type") == "client_credentials"
                && JsonFields.Text(json, "audience") == "https://api.mparticle.com"
                && IsSame(JsonFields.Text(json, "client_id"), clientId) & IsSame(JsonFields.Text(json, "client_secret"), clientSecret));
            await (isKnown
                ? JsonAnswer.WriteAsync(http, 200, new JsonObject
                {
                    ["access_token"] = TokenUntil(time.GetUtcNow().ToUnixTimeSeconds() + LifetimeSeconds), ["expires_in"] = LifetimeSeconds, ["token_type"] = "Bearer",
                })
                : JsonAnswer.ErrorAsync(http, 401, "access_denied"));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            await JsonAnswer.ErrorAsync(http, 400, "invalid_request");
        }
    }

    public Task GetAsync(HttpContext http)
    {
        if (!IsAuthorized(http.Request.Headers.Authorization.ToString()))
        {
            return JsonAnswer.ErrorAsync(http, 401, "The bearer token is missing, wrong or expired.");
        }

        var isNumber = long.TryParse(http.Request.RouteValues["mpid"] as string, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid);
        if (!isNumber || users.Find(mpid, development: false) is not { } user)
        {
            return JsonAnswer.ErrorAsync(http, 404, "There is no profile with this mpid.");
        }

        var profile = new JsonObject
        {
            ["org_id"] = Route(http, "org"), ["account_id"] = Route(http, "account"), ["workspace_id"] = Route(http, "workspace"),
            ["mpid"] = mpid.ToString(CultureInfo.InvariantCulture),
        };
        if (QueryText.Read(http, "fields")?.Split(',').Contains("user_attributes") is not false)
        {
            profile["user_attributes"] = JsonAnswer.Object(user.Attributes.Select(attribute => KeyValuePair.Create(attribute.Key, ValueOf(attribute.Value))));
        }

        return JsonAnswer.WriteAsync(http, 200, profile);
    }

    /// <summary>Returns text for everything but lists and tags: mParticle stores numbers as text.</summary>
    private static JsonNode? ValueOf(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
        ? value.GetRawText()
        : JsonAnswer.Node(value);

    private static string? Route(HttpContext http, string name) => http.Request.RouteValues[name] as string;

    private static bool IsSame(string? given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(expected));

    private bool IsAuthorized(string header) =>
        header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && header[7..] is var token
        && long.TryParse(token.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && until > time.GetUtcNow().ToUnixTimeSeconds()
        && IsSame(token, TokenUntil(until));

    private string TokenUntil(long seconds)
    {
        var until = seconds.ToString(CultureInfo.InvariantCulture);
        return $"{until}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(until)))}";
    }
}
