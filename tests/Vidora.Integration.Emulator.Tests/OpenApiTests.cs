using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.OpenApi.Reader;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Tests;

/// <summary>The OpenAPI document lists every address for programs, and what it says is what they take and answer.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OpenApiTests
{
    private const string Score = "$intelligent_attribute:vidora:points__score";
    private const string Definition = """{"type":"regression","name":"Points","attribute":"points","schedule":"daily"}""";
    private const string Request = "0e3b5a0f-7d6c-4ed4-8e4a-2f4f3f0b9a11";

    private static readonly string _feed = Raw.Basic("feed-key", "feed-secret");

    private readonly HashSet<string> _succeeded = [];
    private readonly HttpClient _http = new();
    private VidoraEmulator _emulator = null!;
    private JsonElement _document;

    [SetUp]
    public async Task StartAsync()
    {
        _emulator = await VidoraEmulator.StartAsync(options =>
            (options.TimeProvider, options.MaxRequestBytes, options.FeedStartBatchesPerSecond) = (new FakeTimeProvider(Shoppers.End), 300_000, 5));
        _document = await _emulator.GetJsonAsync("/emulator/openapi.json");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _emulator.DisposeAsync();
        _http.Dispose();
    }

    [Test]
    public void Document_ReadByALibrary_HasNoError()
    {
        var read = OpenApiModelFactory.Parse(_document.GetRawText(), "json");

        Assert.That(read.Diagnostic!.Errors, Is.Empty);
        Assert.That(read.Document!.Paths, Is.Not.Empty);
    }

    [Test]
    public void Document_Operations_AreTheAddressesThatAreNoPages()
    {
        var mapped = _emulator.Endpoints
            .Where(endpoint => ServiceRoutes.IsService(endpoint.RoutePattern.RawText) || endpoint.RoutePattern.RawText!.StartsWith("/emulator/", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText}");

        Assert.That(Operations(), Is.EquivalentTo(mapped));
    }

    [Test]
    public async Task Document_OfEveryAddress_SaysWhatItTakesAndAnswers()
    {
        await CheckVidoraAsync();
        await CheckFeedAndProfilesAsync();
        await CheckPipelinesAsync();
        await CheckControlAsync();
        await CheckPlaysAsync();
        await CheckAsync(204, "DELETE", "/emulator/state");

        Assert.That(_succeeded, Is.EquivalentTo(Operations()), "each of them succeeded once");
    }

    [Test]
    public async Task Document_WithAPassword_SaysWhatIsAnsweredWithoutIt()
    {
        await _emulator.DisposeAsync();
        _emulator = await VidoraEmulator.StartAsync(options => options.Password = "pages");

        await CheckAsync(401, "GET", "/emulator/state");
        await CheckAsync(200, "GET", "/emulator/state", authorization: Raw.Basic("any", "pages"));
        await CheckAsync(200, "GET", "/emulator/health");
    }

    private async Task CheckVidoraAsync()
    {
        await Shoppers.SendAsync(_emulator);
        await CheckAsync(200, "POST", "/v1/validate?api_key=demo-key", """{"data":[{"user_id":"u","type":"view","timestamp":1893456000,"event_id":"e"}]}""");
        await CheckAsync(400, "POST", "/v1/validate?api_key=demo-key", "[]");
        await CheckAsync(401, "POST", "/v1/validate", """{"data":[]}""");
        await CheckAsync(403, "POST", "/v1/validate?api_key=demo-key&signature=wrong", """{"data":[]}""");
        await CheckAsync(413, "POST", "/v1/validate?api_key=demo-key", new string(' ', 300_001));
        await CheckAsync(415, "POST", "/v1/validate?api_key=demo-key", """{"data":[]}""", change: request => request.Content!.Headers.ContentEncoding.Add("gzip"));
        await CheckAsync(403, "GET", "/v1/api/pipelines?api_key=demo-key", change: request => request.Headers.Add("Origin", "https://evil.example"));
        await CheckAsync(400, "GET", "/v1/api/pipelines?api_key=demo-key&recurring=perhaps");
        await CheckAsync(404, "GET", "/v1/items/1/pipelines/none/predictions?api_key=demo-key");
        await CheckAsync(403, "GET", "/v1/api/deleted_users?api_key=demo-key");

        const string Users = """{"user_ids":["u"]}""";
        const string Erasure = $$"""{"request_id":"{{Request}}","user_ids":["u"]}""";
        await CheckAsync(200, "POST", Signed("POST", "/v1/api/deleted_users", Users), Users);
        await CheckAsync(400, "POST", Signed("POST", "/v1/api/deleted_users", "{}"), "{}");
        await CheckAsync(200, "GET", Signed("GET", "/v1/api/deleted_users"));
        await CheckAsync(200, "POST", Signed("POST", "/v1/api/erasure_requests", Erasure), Erasure);
        var other = Erasure.Replace("[\"u\"]", "[\"v\"]", StringComparison.Ordinal);
        await CheckAsync(409, "POST", Signed("POST", "/v1/api/erasure_requests", other), other);
        await CheckAsync(200, "GET", Signed("GET", $"/v1/api/erasure_requests/{Request}"));
        await CheckAsync(404, "GET", Signed("GET", "/v1/api/erasure_requests/none"));
    }

    private async Task CheckFeedAndProfilesAsync()
    {
        const string Batch = $$"""{"environment":"production","mpid":1,"user_attributes":{"{{Score}}":0.5},"source_request_id":"r1"}""";
        await CheckAsync(202, "POST", "/v2/events", Batch, _feed);
        await CheckAsync(202, "POST", "/v2/bulkevents", $"[{Batch}]", _feed);
        await CheckAsync(202, "POST", "/s2s/v2/events", """{"mpid":"1","deleted_user_attributes":["old"]}""", _feed);
        await CheckAsync(202, "POST", "/s2s/v2/bulkevents", $"[{Batch}]", _feed);
        await CheckAsync(202, "POST", "/v2/events", Batch, _feed);
        await CheckAsync(429, "POST", "/v2/events", Batch, _feed);
        await CheckAsync(400, "POST", "/v2/events", "[]", _feed);
        await CheckAsync(401, "POST", "/v2/events", Batch);
        await CheckAsync(403, "POST", "/v2/events", Batch, Raw.Basic("feed-key", "wrong"));
        await CheckAsync(403, "POST", "/v2/events", Batch, change: request => request.Headers.Add("Origin", "https://evil.example"));
        await CheckAsync(413, "POST", "/v2/events", new string(' ', 270_000), _feed);
        await CheckAsync(413, "POST", "/v2/events", new string(' ', 300_001), _feed);

        const string Client = """{"client_id":"feed-key","client_secret":"feed-secret","audience":"https://api.mparticle.com","grant_type":"client_credentials"}""";
        var token = (await CheckAsync(200, "POST", "/oauth/token", Client)).GetProperty("access_token").GetString();
        await CheckAsync(401, "POST", "/oauth/token", "{}");
        await CheckAsync(400, "POST", "/oauth/token", "{");
        await CheckAsync(200, "GET", "/userprofile/v1/1/2/3/1", authorization: $"Bearer {token}");
        await CheckAsync(200, "GET", "/userprofile/v1/1/2/3/1?fields=identities", authorization: $"Bearer {token}");
        await CheckAsync(401, "GET", "/userprofile/v1/1/2/3/1");
        await CheckAsync(404, "GET", "/userprofile/v1/1/2/3/9", authorization: $"Bearer {token}");
    }

    private async Task CheckPipelinesAsync()
    {
        await CheckAsync(200, "POST", "/emulator/pipelines/check", Definition);
        await CheckAsync(400, "POST", "/emulator/pipelines/check", "{}");
        var id = (await CheckAsync(201, "POST", "/emulator/pipelines", Definition)).GetProperty("id").GetString();
        await CheckAsync(400, "POST", "/emulator/pipelines", """{"type":"regression","name":"Points","points":1}""");
        await CheckAsync(409, "GET", $"/emulator/pipelines/{id}/card");
        await CheckAsync(200, "POST", $"/emulator/pipelines/{id}/run?as_of=2020-01-01");
        var run = await CheckAsync(200, "POST", $"/emulator/pipelines/{id}/run");
        Assert.That((run.GetProperty("failure").GetString(), run.GetProperty("figure").ValueKind), Is.EqualTo(((string?)null, JsonValueKind.Number)));
        await CheckAsync(400, "POST", $"/emulator/pipelines/{id}/run?as_of=then");
        await CheckAsync(404, "POST", "/emulator/pipelines/none/run");
        await CheckAsync(200, "GET", $"/emulator/pipelines/{id}/card");
        await CheckAsync(404, "GET", "/emulator/pipelines/none/card");
        await CheckAsync(200, "GET", $"/emulator/pipelines/{id}/predictions?limit=2");
        await CheckAsync(400, "GET", $"/emulator/pipelines/{id}/predictions?limit=0");
        await CheckAsync(201, "POST", $"/emulator/pipelines/{id}/exports", """{"columns":["score"],"to_emulated_feed":true,"vendor":"cortex"}""");
        await CheckAsync(400, "POST", $"/emulator/pipelines/{id}/exports", """{"folder":"/tmp"}""");
        await CheckAsync(404, "POST", "/emulator/pipelines/none/exports", "{}");
        await CheckAsync(200, "GET", $"/emulator/pipelines/{id}/export.csv?from=90&to=100&columns=score");
        await CheckAsync(400, "GET", $"/emulator/pipelines/{id}/export.csv?from=x");
        await CheckAsync(404, "GET", "/emulator/pipelines/none/export.csv");
        await CheckAsync(200, "POST", "/emulator/pipelines/export.csv", Definition);
        await CheckAsync(409, "POST", "/emulator/pipelines/export.csv", """{"type":"regression","name":"Other","attribute":"absent"}""");
        var exports = (await CheckAsync(200, "GET", "/emulator/pipelines"))[0].GetProperty("exports");

        await CheckAsync(200, "GET", "/v1/api/pipelines?api_key=demo-key&active=true");
        Assert.That((await CheckAsync(200, "GET", "/v1/objects/2/predictions?api_key=demo-key")).GetArrayLength(), Is.EqualTo(1));
        await CheckAsync(200, "GET", $"/v1/items/2/pipelines/{id}/predictions?api_key=demo-key");

        await CheckAsync(204, "DELETE", $"/emulator/pipelines/{id}/exports/{exports[0].GetProperty("id").GetString()}");
        await CheckAsync(404, "DELETE", $"/emulator/pipelines/{id}/exports/none");
        await CheckAsync(204, "DELETE", $"/emulator/pipelines/{id}");
        await CheckAsync(404, "DELETE", $"/emulator/pipelines/{id}");
    }

    private async Task CheckControlAsync()
    {
        await CheckAsync(200, "GET", "/emulator/openapi.json");
        await CheckAsync(200, "GET", "/emulator/health");
        await CheckAsync(403, "GET", "/emulator/health", change: request => request.Headers.Add("Origin", "https://evil.example"));
        await CheckAsync(200, "GET", "/emulator/state");
        await _emulator.ValidateAsync("{}", "1");
        await CheckAsync(200, "GET", "/emulator/events?user_id=1&type=view&validity=all&after=0&limit=1");
        await CheckAsync(400, "GET", "/emulator/events?validity=some");
        Assert.That((await CheckAsync(200, "GET", "/emulator/report?limit=1000")).GetProperty("events").GetArrayLength(), Is.GreaterThan(2));
        await CheckAsync(400, "GET", "/emulator/report?limit=0");
        Assert.That((await CheckAsync(200, "GET", "/emulator/users?environment=production&after=0&limit=2")).GetProperty("users").GetArrayLength(), Is.EqualTo(2));
        await CheckAsync(400, "GET", "/emulator/users?after=x");
        await CheckAsync(200, "GET", "/emulator/users/1");
        await CheckAsync(404, "GET", "/emulator/users/none");
        await CheckAsync(200, "GET", "/emulator/audiences");
        await CheckAsync(200, "GET", $"/emulator/audiences?attribute={Uri.EscapeDataString(Score)}&threshold=0.1");
        await CheckAsync(400, "GET", "/emulator/audiences?attribute=a&threshold=much");
        await CheckAsync(200, "GET", "/emulator/event_ids?after=0&limit=2");
        await CheckAsync(400, "GET", "/emulator/event_ids?limit=x");

        const string Rule = """{"route":"POST /v1/validate","user":"u1","request":3,"answers":[{"status":429,"headers":{"Retry-After":"1"},"body":"wait","delay_ms":1,"times":2},{"cut":"after_body","apply":true}]}""";
        await CheckAsync(200, "POST", "/emulator/script", Rule);
        await CheckAsync(200, "POST", "/emulator/script", $"[{Rule}]");
        await CheckAsync(200, "POST", "/emulator/script", $$"""{"rules":[{{Rule}}]}""");
        await CheckAsync(400, "POST", "/emulator/script", """{"rule":1}""");
        await CheckAsync(200, "GET", "/emulator/script");
        await CheckAsync(204, "DELETE", "/emulator/script");
    }

    private async Task CheckPlaysAsync()
    {
        const string Play = """{"to":"http://127.0.0.1:1","output":"webhook_batches","batches":1,"rate":1000,"retry_seconds":60,"wait_seconds":0,"seed":1}""";
        await CheckAsync(202, "POST", "/emulator/plays", Play);
        await CheckAsync(400, "POST", "/emulator/plays", "{}");
        await CheckAsync(409, "POST", "/emulator/plays", Play);
        await CheckAsync(200, "GET", "/emulator/plays");
        await CheckAsync(200, "GET", "/emulator/plays/1");
        await CheckAsync(404, "GET", "/emulator/plays/9");
        await CheckAsync(204, "DELETE", "/emulator/plays/1");
        await CheckAsync(404, "DELETE", "/emulator/plays/9");
    }

    /// <summary>Sends a request, and compares it and its answer with the document.</summary>
    private async Task<JsonElement> CheckAsync(
        int expected, string method, string target, string? body = null, string? authorization = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_emulator.Address, target))
        {
            Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        change?.Invoke(request);
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var about = $"{method} {target}: {(int)answer.StatusCode} {text}";
        Assert.That((int)answer.StatusCode, Is.EqualTo(expected), about);

        var (path, described) = Find(method, target.Split('?')[0]);
        var responses = described.GetProperty("operation").GetProperty("responses");
        Assert.That(responses.TryGetProperty(expected.ToString(CultureInfo.InvariantCulture), out var response), $"{about} is not described");
        if (answer.IsSuccessStatusCode)
        {
            _succeeded.Add($"{method} {path}");
            Assert.That(QueryNames(target), Is.SubsetOf(Parameters(described)), about);
            Assert.That(
                body is null ? null : Problem(JsonDocument.Parse(body).RootElement, described.GetProperty("operation").GetProperty("requestBody")), Is.Null, $"the body of {about}");
        }

        var type = answer.Content.Headers.ContentType?.MediaType;
        if (type != "application/json")
        {
            Assert.That(Content(response).Select(content => content.Name), Is.EqualTo(type is null ? Array.Empty<string>() : [type]), about);
            return default;
        }

        var json = JsonDocument.Parse(text).RootElement;
        Assert.That(Problem(json, response), Is.Null, about);
        return json;
    }

    private string Signed(string method, string path, string body = "") => _emulator.Signed(new HttpMethod(method), path, body, Shoppers.End.AddHours(1));

    private IEnumerable<string> Operations() => _document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
        .Where(member => member.Name != "parameters").Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

    /// <summary>Finds the described path of an address, the one with the fewest parameters.</summary>
    private (string Path, JsonElement Described) Find(string method, string address)
    {
        var segments = address.Split('/');
        var found = _document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty(method.ToLowerInvariant(), out _)
                && path.Name.Split('/') is var parts && parts.Length == segments.Length && parts.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .MinBy(path => path.Name.Count(c => c == '{'));
        Assert.That(found.Name, Is.Not.Null, $"{method} {address} is not described");
        var operation = found.Value.GetProperty(method.ToLowerInvariant());
        return (found.Name, JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>
        {
            ["operation"] = operation,
            ["parameters"] = found.Value.TryGetProperty("parameters", out var shared) ? shared : JsonSerializer.SerializeToElement(Array.Empty<string>()),
        }));
    }

    private IEnumerable<string?> Parameters(JsonElement described) => described.GetProperty("parameters").EnumerateArray()
        .Concat(described.GetProperty("operation").TryGetProperty("parameters", out var own) ? own.EnumerateArray() : [])
        .Select(parameter => Follow(parameter))
        .Where(parameter => parameter.GetProperty("in").GetString() == "query")
        .Select(parameter => parameter.GetProperty("name").GetString());

    private static IEnumerable<string> QueryNames(string target) =>
        target.Contains('?', StringComparison.Ordinal) ? target.Split('?')[1].Split('&').Select(part => part.Split('=')[0]) : [];

    private JsonElement.ObjectEnumerator Content(JsonElement described) =>
        Follow(described).TryGetProperty("content", out var content) ? content.EnumerateObject() : default;

    /// <summary>Returns how a value differs from the JSON that a body or an answer is described with. Returns null when it does not.</summary>
    private string? Problem(JsonElement value, JsonElement described) =>
        Content(described).SingleOrDefault(content => content.Name == "application/json") is { Name: not null } json
            ? Problem(value, json.Value.GetProperty("schema"), "$")
            : "JSON is not described";

    private string? Problem(JsonElement value, JsonElement reference, string at)
    {
        var schema = Follow(reference);
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var problems = choices.EnumerateArray().Select(choice => Problem(value, choice, at)).ToList();
            return problems.Count(problem => problem is null) == 1 ? null : $"{at} is not exactly one of the choices: {string.Join("; ", problems)}";
        }

        if (schema.TryGetProperty("type", out var type)
            && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1)).Any(name => IsOf(value, name.GetString()!)))
        {
            return $"{at} is not of type {type}";
        }

        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return $"{at} is none of {values}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, index) => Problem(item, items, $"{at}[{index}]")).FirstOrDefault(problem => problem is not null),
            JsonValueKind.Object => MemberProblem(value, schema, at),
            _ => null,
        };
    }

    private string? MemberProblem(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at} has no member {missing}";
        }

        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var isOpen = !schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False;
        return value.EnumerateObject().Select(member =>
            known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var described) ? Problem(member.Value, described, $"{at}.{member.Name}")
            : others.ValueKind == JsonValueKind.Object ? Problem(member.Value, others, $"{at}.{member.Name}")
            : isOpen ? null
            : $"{at}.{member.Name} is not described").FirstOrDefault(problem => problem is not null);
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    private JsonElement Follow(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("$ref", out var reference))
        {
            return element;
        }

        var found = _document;
        foreach (var name in reference.GetString()!.Split('/').Skip(1))
        {
            found = found.GetProperty(name);
        }

        return found;
    }
}
