using System.Buffers;
using System.Buffers.Binary;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// The received events in a file: behind a head of eight bytes, for each event its length (4 bytes), its time of receipt
/// (8 bytes, milliseconds) and its bytes. Every request is one write to the operating system, so what was answered
/// outlives the process. A last record that was cut off is dropped.
/// </summary>
internal sealed class EventLog : IDisposable
{
    private const int RecordHead = 12;

    private readonly string _path;
    private FileStream _file;

    private EventLog(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    private static ReadOnlySpan<byte> Head => "VEMUEV01"u8;

    /// <summary>How many events the file holds.</summary>
    public long Count { get; private set; }

    /// <summary>Opens or creates the file and hands its events to <paramref name="load"/> in their order.</summary>
    /// <exception cref="IOException">The file is in use, or is not an emulator's.</exception>
    public static EventLog Open(string path, Action<DateTimeOffset, byte[]> load)
    {
        var log = new EventLog(path, OpenFile(path));
        try
        {
            log.Load(load);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    public void Append(ReadOnlySpan<byte> body, ReadOnlySpan<InspectedEvent> events, long receivedAt)
    {
        var size = 0;
        foreach (ref readonly var inspected in events)
        {
            size += RecordHead + inspected.Length;
        }

        var records = ArrayPool<byte>.Shared.Rent(size);
        var position = 0;
        foreach (ref readonly var inspected in events)
        {
            position += WriteRecord(records.AsSpan(position), receivedAt, body.Slice(inspected.Start, inspected.Length));
        }

        _file.Write(records, 0, position);
        Count += events.Length;
        ArrayPool<byte>.Shared.Return(records);
    }

    /// <summary>Replaces the file by one with these events only.</summary>
    public void Rewrite(IEnumerable<ReceivedEvent> events)
    {
        var replacement = _path + ".tmp";
        long count = 0;
        using (var file = new FileStream(replacement, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            file.Write(Head);
            var head = new byte[RecordHead];
            foreach (var received in events)
            {
                WriteHead(head, received.ReceivedAt.ToUnixTimeMilliseconds(), received.Utf8Json.Length);
                file.Write(head);
                file.Write(received.Utf8Json.Span);
                count++;
            }
        }

        _file.Dispose();
        File.Move(replacement, _path, overwrite: true);
        _file = OpenFile(_path);
        _file.Seek(0, SeekOrigin.End);
        Count = count;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private static int WriteRecord(Span<byte> target, long receivedAt, ReadOnlySpan<byte> json)
    {
        WriteHead(target, receivedAt, json.Length);
        json.CopyTo(target[RecordHead..]);
        return RecordHead + json.Length;
    }

    private static void WriteHead(Span<byte> target, long receivedAt, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, length);
        BinaryPrimitives.WriteInt64LittleEndian(target[4..], receivedAt);
    }

    private void Load(Action<DateTimeOffset, byte[]> load)
    {
        using var reader = new BufferedStream(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), 1 << 20);
        var head = new byte[RecordHead];
        if (reader.ReadAtLeast(head.AsSpan(0, 8), 8, throwOnEndOfStream: false) is var start && start == 0)
        {
            _file.Write(Head);
            return;
        }

        if (start < 8 || !head.AsSpan(0, 8).SequenceEqual(Head))
        {
            throw new IOException($"{Path.GetFileName(_path)} was not written by this emulator.");
        }

        long good = 8;
        while (reader.ReadAtLeast(head, RecordHead, throwOnEndOfStream: false) == RecordHead)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length <= 0 || length > _file.Length - good - RecordHead)
            {
                break;
            }

            var json = new byte[length];
            reader.ReadExactly(json);
            load(DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(4))), json);
            good += RecordHead + length;
            Count++;
        }

        _file.SetLength(good);
        _file.Seek(0, SeekOrigin.End);
    }
}
