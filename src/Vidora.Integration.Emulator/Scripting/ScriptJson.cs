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
    public static List<FaultRule> Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("rules"u8, out var rules))
            {
                root = rules;
            }

            return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(ReadRule)] : [ReadRule(root)];
        }
        catch (JsonException)
        {
            throw new FormatException("The script is not JSON.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("The script holds half of a surrogate pair.");
        }
    }

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

    private static FaultRule ReadRule(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A rule is a JSON object with \"answers\".");
        }

        string? route = null;
        string? user = null;
        var request = 1;
        List<FaultAnswer> answers = [];
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "route":
                    route = Text(member);
                    break;
                case "user":
                    user = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : Text(member);
                    break;
                case "request":
                    request = Number(member);
                    break;
                case "answers" when member.Value.ValueKind == JsonValueKind.Array:
                    answers = [.. member.Value.EnumerateArray().Select(ReadAnswer)];
                    break;
                default:
                    throw new FormatException($"\"{member.Name}\" is unknown in a rule, or of the wrong kind. Use route, user, request and answers (an array).");
            }
        }

        return new FaultRule { Route = route, User = user, FromRequest = request, Answers = answers };
    }

    private static FaultAnswer ReadAnswer(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("An answer is a JSON object such as {\"status\":503}.");
        }

        int? status = null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? body = null, cut = null;
        var delay = TimeSpan.Zero;
        var apply = false;
        var times = 1;
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "status":
                    status = member.Value.ValueKind == JsonValueKind.Null ? null : Number(member);
                    break;
                case "headers":
                    headers = ReadHeaders(member);
                    break;
                case "body":
                    body = member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? Text(member) : member.Value.GetRawText();
                    break;
                case "delay_ms":
                    delay = TimeSpan.FromMilliseconds(Number(member));
                    break;
                case "cut":
                    cut = Text(member) is var text and (null or "none" or "before_body" or "after_body")
                        ? text
                        : throw new FormatException("\"cut\" is none, before_body or after_body.");
                    break;
                case "apply" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    apply = member.Value.GetBoolean();
                    break;
                case "times":
                    times = Number(member);
                    break;
                default:
                    throw new FormatException($"\"{member.Name}\" is unknown in an answer, or of the wrong kind. Use status, headers, body, delay_ms, cut, apply and times.");
            }
        }

        return new FaultAnswer
        {
            Status = status, Headers = headers, Body = body, Delay = delay, Apply = apply, Times = times,
            CutBeforeBody = cut == "before_body", CutAfterBody = cut == "after_body",
        };
    }

    private static Dictionary<string, string> ReadHeaders(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("\"headers\" is a JSON object of texts.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in member.Value.EnumerateObject())
        {
            // The last of two equal names counts.
            headers[header.Name] = Text(header) ?? "";
        }

        return headers;
    }

    private static string? Text(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw new FormatException($"\"{member.Name}\" must be text."),
    };

    private static int Number(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number)
            ? number
            : throw new FormatException($"\"{member.Name}\" must be a whole number.");
}
