using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>
/// How far each input is settled, on disk: a line says how far one input is, and the last line about it counts. Lines are
/// added and made durable; a line that a crash cut off is as if it had not been written. When the file is opened, and when
/// it has grown, it is written anew beside itself and put in its place.
/// </summary>
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

    /// <summary>What it knew when it was opened.</summary>
    public IReadOnlyCollection<ReplayFile> Files => _files.Values;

    /// <summary>Whether the path is that of the checkpoint or of a file beside it.</summary>
    public static bool IsOwn(string path, string checkpoint) => path == checkpoint || path == LockOf(checkpoint) || path == NewOf(checkpoint);

    /// <summary>Opens a checkpoint, or begins one.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="filter">The filters of the replay; those of the checkpoint must be the same.</param>
    /// <param name="readOnly">Leaves everything as it is.</param>
    /// <exception cref="ReplayException">It cannot be used.</exception>
    public static ReplayCheckpoint Open(string path, string filter, bool readOnly)
    {
        var checkpoint = new ReplayCheckpoint(path, filter);
        try
        {
            if (!readOnly)
            {
                checkpoint._lock = Lock(path);
            }

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

    /// <summary>What is known of an input; null when nothing is.</summary>
    public ReplayFile? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>Notes how far inputs are; durable when it returns.</summary>
    /// <exception cref="ReplayException">It cannot be written; what was noted before stays.</exception>
    public void Note(IEnumerable<ReplayFile> files)
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
                AppendLine(file);
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
            throw new ReplayException($"The checkpoint {_path} cannot be written: {e.Message} What was sent since its last line is sent again by the next run.", e);
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

        // A line that was cut off has no end; what is whole was whole before.
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

    /// <summary>Reads no more than the first bytes of a file that is none of ours; it may be a large one, named by mistake.</summary>
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
        + "Choose another file, or remove this one to begin anew.",
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
        _file = null;
        _lines.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_lines))
        {
            json.WriteStartObject();
            json.WriteNumber("vidora_replay", 1);
            json.WriteString("filter", _filter);
            json.WriteEndObject();
        }

        _lines.Write("\n"u8);
        using (var file = new FileStream(NewOf(_path), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            foreach (var known in _files.Values)
            {
                AppendLine(known);
                if (_lines.WrittenCount > 1 << 20)
                {
                    file.Write(_lines.WrittenSpan);
                    _lines.ResetWrittenCount();
                }
            }

            file.Write(_lines.WrittenSpan);
            file.Flush(flushToDisk: true);
        }

        File.Move(NewOf(_path), _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _written = _files.Count;
    }

    private void AppendLine(ReplayFile file)
    {
        using (var json = new Utf8JsonWriter(_lines))
        {
            json.WriteStartObject();
            json.WriteString("file", file.Name);
            json.WriteString("version", file.Version);
            json.WriteNumber("documents", file.Documents);
            json.WriteBoolean("done", file.IsDone);
            ReplayJson.WriteCounts(json, "counts", file.Counts);
            json.WriteEndObject();
        }

        _lines.Write("\n"u8);
    }
}
