using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Files;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>
/// Finds new exports in a folder, and moves settled ones away. Others may write into the folder, so links in it are never followed.
/// </summary>
internal sealed class ExportFolder(string directory)
{
    private const string Applied = "applied";
    private const string Failed = "failed";

    private static readonly string[] _extensions = [".csv", ".tsv", ".txt", ".gz"];

    private readonly HashSet<(string Path, long Length, DateTime Written)> _settled = [];
    private Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    /// <summary>Returns the oldest export that has not changed since the last call; null when there is none.</summary>
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

    /// <summary>Returns the results file of a run that is not settled. Its leading dot says that it is no export.</summary>
    public string ResultsOf(FileInfo export) => Path.Combine(directory, $".{export.Name}.results.csv");

    /// <summary>Moves an export away, after its report is written.</summary>
    /// <remarks>If that fails halfway, the export stays, and this process does not apply it again.</remarks>
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
        OwnFile.TakeFromOthers(target);
    }

    private void RequireNoLink(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(directory, name));
        if (folder.LinkTarget is not null)
        {
            throw new IOException($"{folder.FullName} is a link, and exports are not moved through links. Use a folder.");
        }
    }

    private static void WriteReport(string path, PredictionImportResult result, DateTimeOffset now)
    {
        var report = new JsonObject
        {
            ["status"] = result.Status.ToString(),
            ["sentence"] = result.Sentence,
            ["settled_at"] = now.UtcDateTime,
            ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
            ["rows"] = result.Rows,
            ["added"] = result.Added,
            ["changed"] = result.Changed,
            ["resent"] = result.Resent,
            ["unchanged"] = result.Unchanged,
            ["bad"] = result.Bad,
            ["rejected"] = result.Rejected,
            ["suppressed"] = result.Suppressed,
            ["bad_rows"] = ToJson(result.BadReasons),
            ["rejected_rows"] = ToJson(result.RejectedReasons),
            ["requests"] = result.Requests,
            ["bytes"] = result.Bytes,
            ["anomalies"] = new JsonArray([.. result.Anomalies.Select(anomaly =>
                new JsonObject { ["kind"] = anomaly.Kind.ToString(), ["message"] = anomaly.Message })]),
        };
        File.Delete(path);
        using var file = OwnFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        report.WriteTo(json);
    }

    private static JsonObject ToJson(IReadOnlyDictionary<string, long> reasons) =>
        new(reasons.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
}
