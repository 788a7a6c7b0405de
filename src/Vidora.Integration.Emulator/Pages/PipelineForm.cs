using System.Text;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Control;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows and reads the form that creates a pipeline: it has only the fields of one type.</summary>
internal static class PipelineForm
{
    private const int SuggestedTypes = 200;

    /// <summary>Gets the types in the words of definitions, with their questions.</summary>
    public static IReadOnlyList<(string Type, string Name, string Question, string Gives)> Types { get; } =
    [
        ("future_events", "Future Events", "How likely is each user to do this within that time?", "a probability"),
        ("uplift", "Uplift", "How much does an intervention change that likelihood? It needs a control group that was chosen at random.", "an effect, 0.5 for none"),
        ("classification", "Classification", "Does the user have this trait?", "a probability"),
        ("look_alike", "Look Alike", "Who is like these users?", "0 to 1"),
        ("regression", "Regression", "What is this user's number?", "a number"),
    ];

    /// <summary>Reads a definition from the fields of the form.</summary>
    /// <exception cref="FormatException">Throws when a field is invalid, with its name.</exception>
    public static PredictionPipeline Read(Func<string, string?> field)
    {
        var json = new JsonObject { ["type"] = field("type"), ["name"] = field("name") };
        foreach (var condition in new[] { "treatment", "control", "goal" })
        {
            if (field(condition) is { } type)
            {
                var parts = new JsonObject { ["event"] = type };
                if (field(condition + "_field") is { } where)
                {
                    parts["where"] = new JsonObject { [where] = field(condition + "_value") ?? "" };
                }

                AddNumber(parts, "at_least", condition == "goal" ? field("at_least") : null);
                json[condition] = parts;
            }
        }

        foreach (var name in new[] { "attribute", "schedule" })
        {
            if (field(name) is { } text)
            {
                json[name] = text;
            }
        }

        foreach (var name in new[] { "has", "has_not" })
        {
            if (field(name) is { } values)
            {
                json[name] = new JsonArray([.. values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(value => (JsonNode?)value)]);
            }
        }

        AddNumber(json, "within_days", field("within_days"));
        AddNumber(json, "active_within_days", field("active_within_days"));
        AddNumber(json, "seed", field("seed"));
        return PredictionPipeline.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>Returns the form, filled with what was typed.</summary>
    public static Html Show(string type, Func<string, string?> field, EmulatorState state, (IReadOnlyList<string> Fields, IReadOnlyList<string> Attributes) known)
    {
        Html Text(string name, string label, string placeholder, string? list, bool isNeeded) => Html.Of(
            $"<label>{label}<input name=\"{name}\" value=\"{field(name)}\" placeholder=\"{placeholder}\"{(list is null ? null : Html.Of($" list=\"{list}\""))}{(isNeeded ? Html.Of($" required") : null)} autocomplete=\"off\"></label>");
        Html Number(string name, string label, string absent, string max) => Html.Of(
            $"<label>{label}<input name=\"{name}\" type=\"number\" min=\"1\" max=\"{max}\" value=\"{field(name) ?? absent}\"></label>");
        Html Goal() => Html.Of($"""
            {Text("goal", "Goal: event type", "purchase", "types", true)}
            {Text("goal_field", "with the field", "any", "fields", false)}
            {Text("goal_value", "and its value", "such as shoes", null, false)}
            {Number("at_least", "at least so often", "1", "1000")}
            {Number("within_days", "Within days", "14", "365")}
            """);
        var own = type switch
        {
            "future_events" => Goal(),
            "uplift" => Html.Of($"{Text("treatment", "Treatment: event type", "Experiment Treatment", "types", true)}{Text("control", "Control: event type", "Experiment Control", "types", true)}{Goal()}"),
            "classification" => Html.Of($"{Text("attribute", "User attribute", "is_parent", "attributes", true)}{Text("has", "Values of users with the trait", "true, yes", null, true)}{Text("has_not", "Values of users without it", "every other value", null, false)}"),
            "look_alike" => Html.Of($"{Text("attribute", "User attribute", "club", "attributes", true)}{Text("has", "Values of members", "gold, silver", null, true)}"),
            _ => Text("attribute", "User attribute that is a number", "age_years", "attributes", true),
        };
        var schedules = new Html();
        foreach (var schedule in new[] { "once", "daily", "weekly", "monthly" })
        {
            schedules.Add($"<option value=\"{schedule}\"{((field("schedule") ?? "daily") == schedule ? Html.Of($" selected") : null)}>{schedule}</option>");
        }

        return Html.Of($"""
            <form class="stack" method="post" action="/pipelines">
            <input type="hidden" name="type" value="{type}">
            {Text("name", "Name", "Likely buyers", null, true)}
            {own}
            <label>Schedule<select name="schedule">{schedules}</select></label>
            {Number("active_within_days", "Users active within days", "60", "3650")}
            <label>Seed<input name="seed" type="number" value="{field("seed") ?? "0"}"></label>
            <div class="buttons"><button>Create</button> <button class="quiet" formmethod="get" formaction="/pipelines/new" name="estimate" value="1">Estimate first</button></div>
            {List("types", state.ByType.OrderByDescending(pair => pair.Value).Take(SuggestedTypes).Select(pair => (pair.Key, $"{Format.Short(pair.Value)} events")))}
            {List("fields", known.Fields.Select(name => (name, "")))}
            {List("attributes", known.Attributes.Select(name => (name, "")))}
            </form>
            """);
    }

    private static Html List(string id, IEnumerable<(string Value, string Label)> options)
    {
        var html = new Html();
        foreach (var (value, label) in options)
        {
            html.Add($"<option value=\"{value}\">{label}</option>");
        }

        return Html.Of($"<datalist id=\"{id}\">{html}</datalist>");
    }

    private static void AddNumber(JsonObject json, string name, string? text)
    {
        if (text is not null)
        {
            json[name] = long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException($"\"{name}\" is \"{text}\". Use a whole number.");
        }
    }
}
