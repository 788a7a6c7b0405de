using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Spectre.Console;
using Vidora.Samples.Console.Auditing;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes an audit: as tables for people, as one JSON object, or as CSV.</summary>
internal static class AuditReport
{
    private static readonly Style _bold = new(decoration: Decoration.Bold);

    public static void WriteTables(MappingAudit audit, MappingAudit? against, IAnsiConsole console)
    {
        console.WriteUnbroken(
            $"{Numbers.Count(audit.Batches, "batch becomes", "batches become")} {Numbers.Count(audit.Events, "Vidora event", "Vidora events")}"
            + (against is null ? "." : $"; with the other options, {Numbers.Text(against.Events)}."));
        if (audit.Incomplete > 0)
        {
            console.WriteLine(
                $"{Numbers.Count(audit.Incomplete, "document has", "documents have")} too many fields to count them all.", new Style(Color.Yellow));
        }

        string[] counts = against is null ? ["events"] : ["events", "other options"];
        Write(
            "What leaves",
            ["field", .. counts, "share", "looks personal", "masked example", "from"],
            AuditRow.Forwarded(audit, against).Select(row => Cells(row, [Share(row.Count, audit.Events), row.LookPersonal == 0 ? "" : Numbers.Text(row.LookPersonal), row.Example ?? "", string.Join(", ", row.Sources)])),
            console);
        counts = against is null ? ["times"] : ["times", "other options"];
        Write("What stays", ["field of the input", .. counts, "reason"], AuditRow.Kept(audit, against).Select(row => Cells(row, [row.Reason!])), console);
    }

    public static void WriteJson(MappingAudit audit, MappingAudit? against, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("batches", audit.Batches);
            json.WriteNumber("events", audit.Events);
            json.WriteNumber("incomplete_documents", audit.Incomplete);
            if (against is not null)
            {
                json.WriteNumber("events_against", against.Events);
            }

            json.WriteStartArray("forwarded");
            foreach (var row in AuditRow.Forwarded(audit, against))
            {
                WriteStart(json, "name", row);
                json.WriteStartArray("sources");
                foreach (var source in row.Sources)
                {
                    json.WriteStringValue(source);
                }

                json.WriteEndArray();
                json.WriteString("masked_example", row.Example);
                json.WriteNumber("looks_personal", row.LookPersonal);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("not_forwarded");
            foreach (var row in AuditRow.Kept(audit, against))
            {
                WriteStart(json, "path", row);
                json.WriteString("reason", row.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    public static void WriteCsv(MappingAudit audit, MappingAudit? against, Stream output)
    {
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default);
        Write(csv, ["direction", "field", "count", "count_against", "sources", "masked_example", "looks_personal", "reason"]);
        foreach (var row in AuditRow.Forwarded(audit, against))
        {
            Write(csv, ["leaves", Safe(row.Field), Text(row.Count), Text(row.Against), Safe(string.Join(' ', row.Sources)), Safe(row.Example), Text(row.LookPersonal), null]);
        }

        foreach (var row in AuditRow.Kept(audit, against))
        {
            Write(csv, ["stays", Safe(row.Field), Text(row.Count), Text(row.Against), null, null, null, row.Reason]);
        }
    }

    private static void Write(string title, string[] headers, IEnumerable<string[]> rows, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = false };
        foreach (var header in headers)
        {
            var column = new TableColumn(new Text(header, _bold));
            table.AddColumn(header is "events" or "times" or "other options" or "share" or "looks personal" ? column.RightAligned().NoWrap() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(SafeText.Of(cell))));
        }

        console.WriteLine();
        console.WriteUnbroken(title, Color.Aqua);
        console.Write(table);
    }

    private static string[] Cells(AuditRow row, string[] others) =>
        row.Against is { } against
            ? [SafeText.Cell(row.Field), Numbers.Text(row.Count), Numbers.Text(against), .. others]
            : [SafeText.Cell(row.Field), Numbers.Text(row.Count), .. others];

    private static string Share(long count, long events) =>
        (events == 0 ? 0 : (double)count / events).ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    private static void WriteStart(Utf8JsonWriter json, string name, AuditRow row)
    {
        json.WriteStartObject();
        json.WriteString(name, row.Field);
        json.WriteNumber("count", row.Count);
        if (row.Against is { } against)
        {
            json.WriteNumber("count_against", against);
        }
    }

    private static void Write(CsvWriter csv, IEnumerable<string?> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Quotes text of the input that a spreadsheet would run as a formula, as the results of an import do.</summary>
    private static string? Safe(string? text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20', ..] ? "'" + text : text;
}
