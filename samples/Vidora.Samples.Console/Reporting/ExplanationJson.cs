using System.Text.Encodings.Web;
using System.Text.Json;
using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes an explanation as one JSON object, for programs. The README describes it.</summary>
internal static class ExplanationJson
{
    public static void Write(int document, MappingExplanation explanation, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("document", document);
            json.WriteBoolean("complete", explanation.IsComplete);
            json.WriteStartArray("events");
            foreach (var @event in explanation.Events)
            {
                json.WriteStartObject();
                json.WriteString("input", @event.InputPath);
                json.WriteString("type", @event.Event.Type);
                json.WriteStartArray("fields");
                foreach (var field in @event.Fields)
                {
                    Write(json, field);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("not_forwarded");
            foreach (var field in explanation.NotForwarded)
            {
                json.WriteStartObject();
                json.WriteString("path", field.Path);
                json.WriteString("reason", field.Reason);
                json.WriteString("code", field.Code?.ToString());
                json.WriteString("sentence", field.Sentence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("issues");
            foreach (var issue in explanation.Issues)
            {
                json.WriteStartObject();
                IssueFile.WriteFields(json, issue);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, ExplainedField field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("value");
        switch (field.Value.Kind)
        {
            case VidoraValueKind.Text:
                json.WriteStringValue(field.Value.GetText());
                break;
            default:
                json.WriteRawValue(field.Value.ToString());
                break;
        }

        json.WriteStartArray("sources");
        foreach (var source in field.Sources)
        {
            json.WriteStringValue(source);
        }

        json.WriteEndArray();
        json.WriteString("group", field.Group);
        json.WriteString("rule", field.Rule);
        json.WriteBoolean("looks_personal", field.LooksPersonal);
        json.WriteEndObject();
    }
}
