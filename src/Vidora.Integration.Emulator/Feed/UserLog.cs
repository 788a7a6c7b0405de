using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>The accepted changes of user attributes in a file, one line of JSON per batch. A last line that was cut off is dropped.</summary>
internal sealed class UserLog : IDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private UserLog(FileStream file) => _file = file;

    /// <summary>Opens or creates the file and hands its batches to <paramref name="load"/> in their order.</summary>
    /// <exception cref="IOException">The file is in use, or holds a line that is no batch.</exception>
    public static UserLog Open(string path, Action<DateTimeOffset, FeedBatch> load)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            long good = 0;
            using (var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8))
            {
                // Lines are written with their end in one piece; a line without it is the one that was cut off.
                while (reader.ReadLine() is { } line && good + Encoding.UTF8.GetByteCount(line) < file.Length)
                {
                    load(ReadTime(line, out var batch), batch);
                    good += Encoding.UTF8.GetByteCount(line) + 1;
                }
            }

            file.SetLength(good);
            file.Seek(0, SeekOrigin.End);
            return new UserLog(file);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
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
            using (var json = new Utf8JsonWriter(_buffer))
            {
                json.WriteStartObject();
                json.WriteNumber("at"u8, at.ToUnixTimeMilliseconds());
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
                json.WriteEndObject();
            }

            _buffer.Write("\n"u8);
        }

        _file.Write(_buffer.WrittenSpan);
    }

    public void Clear() => _file.SetLength(0);

    public void Dispose() => _file.Dispose();

    private static DateTimeOffset ReadTime(string line, out FeedBatch batch)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var changes = new List<KeyValuePair<string, string?>>();
        var texts = root.GetProperty("changes"u8).EnumerateArray().Select(text => text.GetString()).ToArray();
        for (var i = 0; i + 1 < texts.Length; i += 2)
        {
            changes.Add(new(texts[i]!, texts[i + 1]));
        }

        batch = new FeedBatch(
            root.GetProperty("mpid"u8).GetInt64(), root.GetProperty("development"u8).GetBoolean(), changes, root.GetProperty("id"u8).GetString());
        return DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at"u8).GetInt64());
    }
}
