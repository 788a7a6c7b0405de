using System.Text.Json;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary>
/// A script as JSON: one rule, an array of rules, or <c>{"rules":[…]}</c>. A rule has <c>route</c>, <c>user</c>,
/// <c>request</c> and <c>answers</c>; an answer has <c>status</c>, <c>headers</c>, <c>body</c> (text, or JSON to be sent),
/// <c>delay_ms</c>, <c>cut</c>, <c>apply</c> and <c>times</c>. Any other name is an error.
/// </summary>
internal static class ScriptJson
{
    public static List<TroubleRule> Read(ReadOnlyMemory<byte> utf8Json)
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

    public static void Write(Utf8JsonWriter json, IReadOnlyList<TroubleState> rules)
    {
        json.WriteStartObject();
        json.WriteNumber("left"u8, rules.Sum(rule => (long)rule.Left));
        json.WriteStartArray("rules"u8);
        foreach (var (rule, matched, left) in rules)
        {
            json.WriteStartObject();
            json.WriteString("route"u8, rule.Route);
            json.WriteString("user"u8, rule.User);
            json.WriteNumber("request"u8, rule.FromRequest);
            json.WriteNumber("matched"u8, matched);
            json.WriteNumber("left"u8, left);
            json.WriteStartArray("answers"u8);
            foreach (var answer in rule.Answers)
            {
                Write(json, answer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TroubleAnswer answer)
    {
        json.WriteStartObject();
        JsonAnswer.WriteNumber(json, "status", answer.Status);
        json.WriteStartObject("headers"u8);
        foreach (var (name, value) in answer.Headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("body"u8, answer.Body);
        json.WriteNumber("delay_ms"u8, (long)answer.Delay.TotalMilliseconds);
        json.WriteString("cut"u8, answer.Cut switch
        {
            TroubleCut.BeforeBody => "before_body",
            TroubleCut.AfterBody => "after_body",
            _ => null,
        });
        json.WriteBoolean("apply"u8, answer.Apply);
        json.WriteNumber("times"u8, answer.Times);
        json.WriteEndObject();
    }

    private static TroubleRule ReadRule(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A rule is a JSON object with \"answers\".");
        }

        string? route = null;
        string? user = null;
        var request = 1;
        List<TroubleAnswer> answers = [];
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
                    throw new FormatException($"\"{member.Name}\" is unknown in a rule, or of the wrong kind; known are route, user, request and answers (an array).");
            }
        }

        return new TroubleRule { Route = route, User = user, FromRequest = request, Answers = answers };
    }

    private static TroubleAnswer ReadAnswer(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("An answer is a JSON object such as {\"status\":503}.");
        }

        var answer = new TroubleAnswer();
        foreach (var member in element.EnumerateObject())
        {
            answer = member.Name switch
            {
                "status" => answer with { Status = member.Value.ValueKind == JsonValueKind.Null ? null : Number(member) },
                "headers" => answer with { Headers = ReadHeaders(member) },
                "body" => answer with
                {
                    Body = member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? Text(member) : member.Value.GetRawText(),
                },
                "delay_ms" => answer with { Delay = TimeSpan.FromMilliseconds(Number(member)) },
                "cut" => answer with { Cut = ReadCut(member) },
                "apply" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => answer with { Apply = member.Value.GetBoolean() },
                "times" => answer with { Times = Number(member) },
                _ => throw new FormatException($"\"{member.Name}\" is unknown in an answer, or of the wrong kind; known are status, headers, body, delay_ms, cut, apply and times."),
            };
        }

        return answer;
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
            // Of a name that comes twice the last one counts.
            headers[header.Name] = Text(header) ?? "";
        }

        return headers;
    }

    private static TroubleCut ReadCut(JsonProperty member) => Text(member) switch
    {
        null or "none" => TroubleCut.None,
        "before_body" => TroubleCut.BeforeBody,
        "after_body" => TroubleCut.AfterBody,
        _ => throw new FormatException("\"cut\" is none, before_body or after_body."),
    };

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
