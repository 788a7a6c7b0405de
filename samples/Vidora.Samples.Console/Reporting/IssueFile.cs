using Vidora.Integration;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes issues to a file, one JSON object a line.</summary>
internal sealed class IssueFile : IDisposable
{
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    private IssueFile(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public static IssueFile Create(string path)
    {
        try
        {
            return new IssueFile(new BufferedStream(OwnFile.Create(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"\"{path}\" cannot be written: {e.Message}");
        }
    }

    public void Write(long document, MappingIssue issue)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("document", document);
        WriteFields(_json, issue);
        _json.WriteEndObject();
        _json.Flush();
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes the fields of an issue into the object that was begun.</summary>
    public static void WriteFields(Utf8JsonWriter json, MappingIssue issue)
    {
        if (issue.EventIndex is { } index)
        {
            json.WriteNumber("event", index);
        }
        else
        {
            json.WriteNull("event");
        }

        json.WriteString("code", issue.Code.ToString());
        json.WriteString("path", issue.Path);
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }
}
