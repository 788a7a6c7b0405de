using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary>
/// Reads and writes a script as JSON: one rule, an array of rules, or <c>{"rules":[…]}</c>. A body is text, or JSON to
/// send. An unknown name is an error.
/// </summary>
internal static class ScriptJson
{
    public static List<FaultRule> Read(ReadOnlyMemory<byte> utf8Json) => JsonFields.Read(utf8Json, root =>
    {
        var rules = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("rules"u8, out var array) ? array : root;
        return rules.ValueKind == JsonValueKind.Array ? rules.EnumerateArray().Select(ReadRule).ToList() : [ReadRule(rules)];
    });

    public static JsonObject Describe(IReadOnlyList<FaultState> rules) => new()
    {
        ["left"] = rules.Sum(rule => (long)rule.Left),
        ["rules"] = JsonAnswer.Array(rules.Select(state => new JsonObject
        {
            ["route"] = state.Rule.Route, ["user"] = state.Rule.User, ["request"] = state.Rule.FromRequest, ["matched"] = state.Matched,
            ["left"] = state.Left, ["answers"] = JsonAnswer.Array(state.Rule.Answers.Select(Describe)),
        })),
    };

    private static JsonObject Describe(FaultAnswer answer) => new()
    {
        ["status"] = answer.Status, ["headers"] = JsonAnswer.Object(answer.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
        ["body"] = answer.Body, ["delay_ms"] = (long)answer.Delay.TotalMilliseconds,
        ["cut"] = answer.CutBeforeBody ? "before_body" : answer.CutAfterBody ? "after_body" : null, ["apply"] = answer.Apply, ["times"] = answer.Times,
    };

    private static FaultRule ReadRule(JsonElement rule)
    {
        JsonFields.CheckNames(rule, "A rule", "route", "user", "request", "answers");
        var answers = JsonFields.Get(rule, "answers");
        return new FaultRule
        {
            Route = JsonFields.Text(rule, "route"),
            User = JsonFields.Get(rule, "user") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : JsonFields.Text(rule, "user"),
            FromRequest = JsonFields.Whole(rule, "request", 1),
            Answers = answers is null ? [] : answers.Value.ValueKind == JsonValueKind.Array
                ? [.. answers.Value.EnumerateArray().Select(ReadAnswer)]
                : throw new FormatException("\"answers\" must be an array."),
        };
    }

    private static FaultAnswer ReadAnswer(JsonElement answer)
    {
        JsonFields.CheckNames(answer, "An answer", "status", "headers", "body", "delay_ms", "cut", "apply", "times");
        var cut = JsonFields.Text(answer, "cut");
        return new FaultAnswer
        {
            Status = JsonFields.Get(answer, "status") is null ? null : JsonFields.Whole(answer, "status", 0),
            Headers = ReadHeaders(JsonFields.Get(answer, "headers")),
            Body = JsonFields.Get(answer, "body") is not { } body ? null : body.ValueKind == JsonValueKind.String ? body.GetString() : body.GetRawText(),
            Delay = TimeSpan.FromMilliseconds(JsonFields.Whole(answer, "delay_ms", 0)),
            CutBeforeBody = cut == "before_body",
            CutAfterBody = cut is null or "none" or "before_body" or "after_body"
                ? cut == "after_body"
                : throw new FormatException("\"cut\" is none, before_body or after_body."),
            Apply = JsonFields.Flag(answer, "apply", false),
            Times = JsonFields.Whole(answer, "times", 1),
        };
    }

    private static Dictionary<string, string> ReadHeaders(JsonElement? json)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (json is { ValueKind: not JsonValueKind.Object })
        {
            throw new FormatException("\"headers\" is a JSON object of texts.");
        }

        foreach (var header in json?.EnumerateObject() ?? default)
        {
            headers[header.Name] = header.Value.ValueKind switch
            {
                JsonValueKind.String => header.Value.GetString()!,
                JsonValueKind.Null => "",
                _ => throw new FormatException($"\"{header.Name}\" must be text."),
            };
        }

        return headers;
    }
}
