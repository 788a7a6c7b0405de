using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>The accepted changes of user attributes in a file, a JSON object on each line. A last line that was cut off is dropped.</summary>
internal sealed class UserLog : IDisposable
{
    private readonly string _path;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private FileStream _file;

    private UserLog(string path, FileStream file, long count)
    {
        _path = path;
        _file = file;
        Count = count;
    }

    /// <summary>How many lines the file holds.</summary>
    public long Count { get; private set; }

    /// <summary>Opens or creates the file and hands its lines to <paramref name="load"/> in their order.</summary>
    /// <exception cref="IOException">The file is in use, or holds a line that is none of this log.</exception>
    public static UserLog Open(string path, Action<UserLogLine> load)
    {
        var file = OpenFile(path);
        try
        {
            long good = 0;
            long count = 0;
            using (var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8))
            {
                // Lines are written with their end in one piece; a line without it is the one that was cut off.
                while (reader.ReadLine() is { } line && good + Encoding.UTF8.GetByteCount(line) < file.Length)
                {
                    load(Read(line));
                    good += Encoding.UTF8.GetByteCount(line) + 1;
                    count++;
                }
            }

            file.SetLength(good);
            file.Seek(0, SeekOrigin.End);
            return new UserLog(path, file, count);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            file.Dispose();
            throw new IOException($"{Path.GetFileName(path)} was not written by this emulator.", e);
        }
    }

    public void Append(IEnumerable<FeedBatch> batches, DateTimeOffset at)
    {
        _buffer.ResetWrittenCount();
        foreach (var batch in batches)
        {
            Write(new UserLogLine(at, batch));
            Count++;
        }

        _file.Write(_buffer.WrittenSpan);
    }

    /// <summary>Replaces the file by one with these lines only.</summary>
    public void Rewrite(IEnumerable<UserLogLine> lines)
    {
        var replacement = _path + ".tmp";
        long count = 0;
        using (var file = new FileStream(replacement, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            foreach (var line in lines)
            {
                _buffer.ResetWrittenCount();
                Write(line);
                file.Write(_buffer.WrittenSpan);
                count++;
            }
        }

        _file.Dispose();
        File.Move(replacement, _path, overwrite: true);
        _file = OpenFile(_path);
        _file.Seek(0, SeekOrigin.End);
        Count = count;
    }

    public void Clear()
    {
        _file.SetLength(0);
        Count = 0;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private void Write(UserLogLine line)
    {
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("at"u8, line.At.ToUnixTimeMilliseconds());
            if (line.Batch is { } batch)
            {
                json.WriteNumber("mpid"u8, batch.Mpid);
                json.WriteBoolean("development"u8, batch.IsDevelopment);
                json.WriteString("id"u8, batch.SourceRequestId);
                json.WriteStartArray("changes"u8);
                foreach (var (name, value) in batch.Changes)
                {
                    json.WriteStringValue(name);
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }

            if (line.IsKept)
            {
                json.WriteBoolean("kept"u8, true);
            }

            if (line.SeenIds is { } ids)
            {
                json.WriteStartArray("seen"u8);
                foreach (var id in ids)
                {
                    json.WriteNumberValue(id);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }

    private static UserLogLine Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at"u8).GetInt64());
        if (root.TryGetProperty("seen"u8, out var seen))
        {
            return new UserLogLine(at, null, SeenIds: [.. seen.EnumerateArray().Select(id => id.GetUInt64())]);
        }

        var changes = new List<KeyValuePair<string, string?>>();
        var texts = root.GetProperty("changes"u8).EnumerateArray().Select(text => text.GetString()).ToArray();
        for (var i = 0; i + 1 < texts.Length; i += 2)
        {
            changes.Add(new(texts[i]!, texts[i + 1]));
        }

        var batch = new FeedBatch(
            root.GetProperty("mpid"u8).GetInt64(), root.GetProperty("development"u8).GetBoolean(), changes, root.GetProperty("id"u8).GetString());
        return new UserLogLine(at, batch, IsKept: root.TryGetProperty("kept"u8, out _));
    }
}
