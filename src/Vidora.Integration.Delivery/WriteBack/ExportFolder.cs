using System.Globalization;
using System.Text.Json;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>
/// The files of a folder: which are new and whole, and where they go. Whoever delivers exports may write into it, so nothing in it is
/// followed as a link, neither to read nor to write.
/// </summary>
internal sealed class ExportFolder(string directory)
{
    private const string Applied = "applied";
    private const string Failed = "failed";

    private static readonly string[] _extensions = [".csv", ".tsv", ".txt", ".gz"];

    private readonly HashSet<(string Path, long Length, DateTime Written)> _settled = [];
    private Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    /// <summary>The oldest export that nobody writes any more; null when there is none.</summary>
    public FileInfo? FindNext()
    {
        Directory.CreateDirectory(directory);
        RequireNoLink(Applied);
        RequireNoLink(Failed);
        var files = new DirectoryInfo(directory).EnumerateFiles()
            .Where(file => !file.Name.StartsWith('.') && _extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.LastWriteTimeUtc)
            .ThenBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var before = _seen;
        _seen = files.ToDictionary(file => file.FullName, file => (file.Length, file.LastWriteTimeUtc), StringComparer.Ordinal);
        return files
            .Where(file => !_settled.Contains((file.FullName, file.Length, file.LastWriteTimeUtc)))
            .TakeWhile(file => before.TryGetValue(file.FullName, out var seen) && seen == (file.Length, file.LastWriteTimeUtc))
            .FirstOrDefault();
    }

    /// <summary>Where the rows' results go while the run lasts: not an export, by its dot. It must be created, not opened.</summary>
    public string ResultsOf(FileInfo export) => Path.Combine(directory, $".{export.Name}.results.csv");

    /// <summary>Removes what a run before has left, or somebody has put there.</summary>
    public void ClearResults(FileInfo export) => File.Delete(ResultsOf(export));

    /// <summary>
    /// Moves an export away, its report first: when this fails half-way, the export is there still, and is not applied again by this
    /// process.
    /// </summary>
    public void Settle(FileInfo export, PredictionImportResult result, DateTimeOffset now)
    {
        _settled.Add((export.FullName, export.Length, export.LastWriteTimeUtc));
        var name = result.Status == PredictionImportStatus.Completed ? Applied : Failed;
        RequireNoLink(name);
        var folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        var target = Path.Combine(folder, export.Name);
        if (File.Exists(target))
        {
            target = Path.Combine(folder, $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-{export.Name}");
        }

        WriteReport(target + ".report.json", result, now);
        if (File.Exists(ResultsOf(export)))
        {
            File.Move(ResultsOf(export), target + ".results.csv", overwrite: true);
        }

        File.Move(export.FullName, target);
    }

    private void RequireNoLink(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(directory, name));
        if (folder.LinkTarget is not null)
        {
            throw new IOException($"{folder.FullName} is a link, and exports are not moved through links. Make it a folder.");
        }
    }

    private static void WriteReport(string path, PredictionImportResult result, DateTimeOffset now)
    {
        File.Delete(path);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("status"u8, result.Status.ToString());
        json.WriteString("sentence"u8, result.Sentence);
        json.WriteString("settled_at"u8, now.UtcDateTime);
        json.WriteNumber("seconds"u8, Math.Round(result.Duration.TotalSeconds, 3));
        json.WriteNumber("rows"u8, result.Rows);
        foreach (var name in Enum.GetValues<PredictionRowResult>())
        {
            json.WriteNumber(name.ToString().ToLowerInvariant(), result.Count(name));
        }

        json.WriteStartObject("bad_rows"u8);
        foreach (var (reason, count) in result.BadRows)
        {
            json.WriteNumber(reason.ToString(), count);
        }

        json.WriteEndObject();
        json.WriteStartObject("rejected_rows"u8);
        foreach (var (reason, count) in result.RejectedRows)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteNumber("requests"u8, result.Requests);
        json.WriteNumber("bytes"u8, result.Bytes);
        json.WriteStartArray("anomalies"u8);
        foreach (var anomaly in result.Anomalies)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, anomaly.Kind.ToString());
            json.WriteString("message"u8, anomaly.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
