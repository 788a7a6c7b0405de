using System.Text.RegularExpressions;
using Spectre.Console;
using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes an explanation for people: the fields that all events share, each event, then the fields not forwarded by reason.</summary>
internal static partial class ExplanationReport
{
    private const int ShownEvents = 50;
    private const int ShownFields = 300;
    private const int ShownPaths = 200;

    /// <summary>Limits the width of a column of names.</summary>
    private const int LongestName = 32;

    private static readonly Style _bold = new(decoration: Decoration.Bold);
    private static readonly Style _dim = new(decoration: Decoration.Dim);

    public static void Write(int document, MappingExplanation explanation, IAnsiConsole console)
    {
        var events = explanation.Events;
        console.WriteUnbroken(
            $"Document {document} becomes {Numbers.Count(events.Count, "Vidora event", "Vidora events")}; "
            + $"{Numbers.Count(explanation.NotForwarded.Count, "of its fields is", "of its fields are")} in none.");
        var common = Common(events);
        if (common.Count > 0)
        {
            Heading($"All {Numbers.Text(events.Count)} events", console);
            WriteFields(events[0].Fields.Where(field => common.Contains(KeyOf(field))), "", console);
        }

        var counts = events.CountBy(@event => @event.InputPath).ToDictionary();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var @event in events.Take(ShownEvents))
        {
            var count = counts[@event.InputPath];
            var number = numbers[@event.InputPath] = numbers.GetValueOrDefault(@event.InputPath) + 1;
            Heading($"{@event.InputPath} becomes {@event.Event.Type}{(count == 1 ? "" : $" ({Numbers.Text(number)} of {Numbers.Text(count)})")}", console);
            WriteFields(@event.Fields.Where(field => !common.Contains(KeyOf(field))), @event.InputPath, console);
        }

        if (events.Count > ShownEvents)
        {
            console.WriteLine();
            console.WriteLine($"and {Numbers.Text(events.Count - ShownEvents)} more events. Use --event N to explain one, --json for all.");
        }

        WriteNotForwarded(explanation.NotForwarded, console);
        if (explanation.Issues.Count > 0)
        {
            Heading("The mapper reports", console);
            List<MappingIssue> issues = [.. explanation.Issues.Distinct()];
            foreach (var issue in issues.Take(ShownPaths))
            {
                console.WriteUnbroken($"  {issue.Code}{(issue.EventIndex is { } index ? $", event {index}" : "")}{(issue.Path is { } path ? $", {path}" : "")}");
            }

            More(issues.Count - ShownPaths, console);
        }

        if (!explanation.IsComplete)
        {
            console.WriteLine();
            console.WriteLine("The document is too large to be explained as a whole. Use --event N to explain one event.", new Style(Color.Yellow));
        }
    }

    /// <summary>Returns the fields that all of several events share.</summary>
    private static HashSet<(string, string, string)> Common(IReadOnlyList<ExplainedEvent> events)
    {
        if (events.Count < 2)
        {
            return [];
        }

        HashSet<(string, string, string)> common = [.. events[0].Fields.Select(KeyOf)];
        foreach (var @event in events)
        {
            common.IntersectWith(@event.Fields.Select(KeyOf));
        }

        return common;
    }

    private static (string, string, string) KeyOf(ExplainedField field) => (field.Name, field.Value.ToString(), string.Join(' ', field.Sources));

    private static void Heading(string text, IAnsiConsole console)
    {
        console.WriteLine();
        console.WriteUnbroken(text, Color.Aqua);
    }

    /// <summary>Writes each rule with its fields below: name, value, and sources, which wrap to their own lines.</summary>
    private static void WriteFields(IEnumerable<ExplainedField> fields, string inputPath, IAnsiConsole console)
    {
        var all = fields.ToList();
        foreach (var group in all.Take(ShownFields).GroupBy(field => field.Group))
        {
            var rules = group.GroupBy(field => field.Rule).ToList();
            console.Write(new Paragraph().Append("  " + group.Key, _bold).Append(rules.Count == 1 ? $": {rules[0].Key}\n" : "\n", _dim));
            var names = Widest(group.Select(field => SafeText.Cell(field.Name)), LongestName);
            var values = Widest(group.Select(field => SafeText.Cell(field.Value.ToString())), (console.Profile.Width - names) / 3);
            foreach (var rule in rules)
            {
                if (rules.Count > 1)
                {
                    console.Write(new Text($"    {rule.Key}\n", _dim));
                }

                foreach (var field in rule)
                {
                    WriteField(field, inputPath, names, values, console);
                }
            }
        }

        More(all.Count - ShownFields, console);
    }

    private static void WriteField(ExplainedField field, string inputPath, int nameWidth, int valueWidth, IAnsiConsole console)
    {
        var line = $"      {SafeText.Cell(field.Name).PadRight(nameWidth)}  ";
        var value = SafeText.Cell(field.Value.ToString()) + (field.LooksPersonal ? "  (looks personal)" : "");
        var room = console.Profile.Width - line.Length;
        line += value.Length <= room || room < 10 ? value : value[..(room - 1)] + "…";
        var aligned = line.PadRight("      ".Length + nameWidth + "  ".Length + valueWidth);
        foreach (var source in field.Sources)
        {
            var from = $"  ← {SafeText.Of(Shorten(source, inputPath))}";
            if (aligned.Length + from.Length <= console.Profile.Width)
            {
                line = aligned + from;
            }
            else if (line.Length + from.Length <= console.Profile.Width)
            {
                line += from;
            }
            else
            {
                console.Write(new Text(line + "\n"));
                line = "      " + from;
            }

            aligned = line;
        }

        console.Write(new Text(line + "\n"));
    }

    /// <summary>Returns the width of a column. Texts longer than the limit do not count.</summary>
    private static int Widest(IEnumerable<string> texts, int limit) => texts.Select(text => text.Length).Where(length => length <= limit).DefaultIfEmpty().Max();

    /// <summary>Returns a path without the part that is in the heading.</summary>
    private static string Shorten(string path, string inputPath) =>
        inputPath.Length > 0 && path.StartsWith(inputPath, StringComparison.Ordinal) ? path[inputPath.Length..] : path;

    private static void WriteNotForwarded(IReadOnlyList<FieldNotForwarded> fields, IAnsiConsole console)
    {
        if (fields.Count == 0)
        {
            return;
        }

        Heading("Not forwarded", console);
        foreach (var reason in fields.GroupBy(field => field.Sentence).OrderByDescending(reason => reason.Count()))
        {
            console.WriteLine($"  {reason.Key} ({Numbers.Text(reason.Count())})", _bold);
            var paths = reason.GroupBy(field => ListIndex().Replace(field.Path, "[]")).ToList();
            var texts = paths.Take(ShownPaths).Select(path => path.Count() == 1 ? path.First().Path : $"{path.Key} ×{Numbers.Text(path.Count())}");
            console.Write(new Padder(new Text(SafeText.Of(string.Join(", ", texts))), new Padding(4, 0, 0, 0)));
            More(paths.Skip(ShownPaths).Sum(path => path.Count()), console);
        }
    }

    private static void More(int count, IAnsiConsole console)
    {
        if (count > 0)
        {
            console.WriteLine($"    and {Numbers.Text(count)} more. Use --json for all.");
        }
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex ListIndex();
}
