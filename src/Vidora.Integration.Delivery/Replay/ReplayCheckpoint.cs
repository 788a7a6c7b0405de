using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Records in a file how far each input is settled.</summary>
/// <remarks>
/// Each line says how far one input is, and the last line about it counts. Lines are appended and made durable. A line that a crash cut
/// off does not count. When the file is opened, and when it has grown, a compact copy replaces it.
/// </remarks>
internal sealed class ReplayCheckpoint : IDisposable
{
    private const int LinesToKeep = 10_000;

    private static readonly byte[] _start = "{\"vidora_replay\":"u8.ToArray();

    private readonly string _path;
    private readonly string _filter;
    private readonly Dictionary<string, ReplayFile> _files = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _lines = new();
    private FileStream? _lock;
    private FileStream? _file;
    private long _written;

    private ReplayCheckpoint(string path, string filter)
    {
        _path = path;
        _filter = filter;
    }

    /// <summary>Gets the inputs that it knew when it was opened.</summary>
    public IReadOnlyCollection<ReplayFile> Files => _files.Values;

    /// <summary>Returns whether a path is the checkpoint or one of its side files.</summary>
    public static bool IsOwn(string path, string checkpoint) => path == checkpoint || path == LockOf(checkpoint) || path == NewOf(checkpoint);

    /// <summary>Opens a checkpoint, and creates it when it does not exist.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="filter">The filters of the replay, which must be those of the checkpoint.</param>
    /// <param name="readOnly">Whether to change nothing.</param>
    /// <exception cref="ReplayException">The checkpoint cannot be used.</exception>
    public static ReplayCheckpoint Open(string path, string filter, bool readOnly)
    {
        var checkpoint = new ReplayCheckpoint(path, filter);
        try
        {
            checkpoint._lock = readOnly ? null : Lock(path);
            checkpoint.Read();
            if (!readOnly)
            {
                checkpoint.Rewrite();
            }

            return checkpoint;
        }
        catch (Exception e)
        {
            checkpoint.Dispose();
            throw e is IOException or UnauthorizedAccessException
                ? new ReplayException($"The checkpoint {path} cannot be opened: {e.Message}", e)
                : e;
        }
    }

    /// <summary>Returns how far an input is. Returns null when it is unknown.</summary>
    public ReplayFile? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>Records how far inputs are. The lines are durable when it returns.</summary>
    /// <exception cref="ReplayException">The checkpoint cannot be written; earlier lines stay.</exception>
    public void Record(IEnumerable<ReplayFile> files)
    {
        if (_lock is null)
        {
            return;
        }

        try
        {
            _lines.ResetWrittenCount();
            foreach (var file in files)
            {
                _files[file.Name] = file;
                AddLine(file);
                _written++;
            }

            if (_written > LinesToKeep + (2 * _files.Count))
            {
                Rewrite();
                return;
            }

            _file!.Write(_lines.WrittenSpan);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReplayException($"The checkpoint {_path} cannot be written: {e.Message} The next run sends again what was sent since the last line.", e);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }

    private static string LockOf(string path) => path + ".lock";

    private static string NewOf(string path) => path + ".new";

    private static FileStream Lock(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new ReplayException($"The folder of the checkpoint {path} does not exist. Create it, or choose another checkpoint.");
        }

        try
        {
            return new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ReplayException($"The checkpoint {path} is in use by another replay. Stop that one, or choose another checkpoint.", e);
        }
    }

    private void Read()
    {
        if (!File.Exists(_path))
        {
            return;
        }

        // A line that was cut off has no line break.
        var lines = ReadText().Split('\n')[..^1];
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                using var json = JsonDocument.Parse(lines[i]);
                if (i == 0)
                {
                    RequireHead(json.RootElement);
                    continue;
                }

                var file = Read(json.RootElement);
                _files[file.Name] = file;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw NotACheckpoint(i, e);
            }
        }
    }

    /// <summary>Reads the file, and only its first bytes when it is no checkpoint: it may be a large file, named by mistake.</summary>
    private string ReadText()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var first = new byte[_start.Length];
        if (file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) > 0 && !first.AsSpan().SequenceEqual(_start))
        {
            throw NotACheckpoint(0, null);
        }

        file.Position = 0;
        using var text = new StreamReader(file);
        return text.ReadToEnd();
    }

    private ReplayException NotACheckpoint(int line, Exception? cause) => new(
        $"Line {(line + 1).ToString(CultureInfo.InvariantCulture)} of {_path} is not that of a checkpoint. "
        + "Choose another file, or delete this one to begin again.",
        cause);

    private void RequireHead(JsonElement head)
    {
        if (head.GetProperty("vidora_replay").GetInt32() != 1)
        {
            throw new ReplayException($"The checkpoint {_path} was written by a later version of this library.");
        }

        if (head.GetProperty("filter").GetString() != _filter)
        {
            throw new ReplayException(
                $"The checkpoint {_path} belongs to a replay with other filters (time, types, users). Use the same ones, or choose another checkpoint.");
        }
    }

    private static ReplayFile Read(JsonElement line) => new(
        line.GetProperty("file").GetString() ?? throw new FormatException(),
        line.GetProperty("version").GetString(),
        line.GetProperty("documents").GetInt64(),
        line.GetProperty("done").GetBoolean(),
        ReplayJson.ReadCounts(line.GetProperty("counts")));

    private void Rewrite()
    {
        _file?.Dispose();
        _lines.ResetWrittenCount();
        using (var file = new FileStream(NewOf(_path), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            AddLine(json =>
            {
                json.WriteNumber("vidora_replay", 1);
                json.WriteString("filter", _filter);
            });
            foreach (var known in _files.Values)
            {
                AddLine(known);
                file.Write(_lines.WrittenSpan);
                _lines.ResetWrittenCount();
            }

            file.Write(_lines.WrittenSpan);
            file.Flush(flushToDisk: true);
        }

        File.Move(NewOf(_path), _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _written = _files.Count;
    }

    private void AddLine(ReplayFile file) => AddLine(json =>
    {
        json.WriteString("file", file.Name);
        json.WriteString("version", file.Version);
        json.WriteNumber("documents", file.Documents);
        json.WriteBoolean("done", file.IsDone);
        ReplayJson.WriteCounts(json, "counts", file.Counts);
    });

    private void AddLine(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(_lines))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _lines.Write("\n"u8);
    }
}
