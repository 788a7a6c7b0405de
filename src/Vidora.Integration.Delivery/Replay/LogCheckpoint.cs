using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Reads the checkpoints of the versions that wrote one line of JSON for each step.</summary>
/// <remarks>The last line about an input counts. A line that a crash cut off does not.</remarks>
internal sealed class LogCheckpoint
{
    /// <summary>The end of the name under which such a checkpoint is kept until its content is in the new file.</summary>
    public const string Ending = "-old";

    private static readonly byte[] _start = "{\"vidora_replay\":"u8.ToArray();

    private LogCheckpoint(string? filter, IReadOnlyCollection<ReplayFile> files) => (Filter, Files) = (filter, files);

    public string? Filter { get; }

    public IReadOnlyCollection<ReplayFile> Files { get; }

    /// <summary>Reads a file. Returns null when it does not exist or is of another kind.</summary>
    /// <exception cref="ReplayException">A line is damaged, or a later version wrote it.</exception>
    public static LogCheckpoint? TryRead(string path)
    {
        if (!File.Exists(path) || ReadText(path) is not { } text)
        {
            return null;
        }

        string? filter = null;
        var files = new Dictionary<string, ReplayFile>(StringComparer.Ordinal);
        var lines = text.Split('\n')[..^1];
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                using var json = JsonDocument.Parse(lines[i]);
                if (i == 0)
                {
                    filter = ReadHead(json.RootElement, path);
                    continue;
                }

                var file = Read(json.RootElement);
                files[file.Name] = file;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new ReplayException(
                    $"Line {(i + 1).ToString(CultureInfo.InvariantCulture)} of {path} is not that of a checkpoint. "
                    + "Choose another file, or delete this one to begin again.",
                    e);
            }
        }

        return new LogCheckpoint(filter, files.Values);
    }

    /// <summary>Makes way for the new file.</summary>
    public static void SetAside(string path) => File.Move(path, path + Ending, overwrite: true);

    /// <summary>Reads a file to its end when it begins as such a checkpoint: another one can be large.</summary>
    private static string? ReadText(string path)
    {
        using var file = TryOpen(path);
        if (file is null)
        {
            return null;
        }

        var first = new byte[_start.Length];
        file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        if (!first.AsSpan().SequenceEqual(_start))
        {
            return null;
        }

        file.Position = 0;
        using var text = new StreamReader(file);
        return text.ReadToEnd();
    }

    /// <summary>Opens a file. Returns null when another replay has it, which has taken it over then.</summary>
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? ReadHead(JsonElement head, string path) => head.GetProperty("vidora_replay").GetInt32() == 1
        ? head.GetProperty("filter").GetString()
        : throw new ReplayException($"The checkpoint {path} was written by a later version of this library.");

    private static ReplayFile Read(JsonElement line) => new(
        line.GetProperty("file").GetString() ?? throw new FormatException(),
        line.GetProperty("version").GetString(),
        line.GetProperty("documents").GetInt64(),
        line.GetProperty("done").GetBoolean(),
        ReplayJson.ReadCounts(line.GetProperty("counts")));
}
