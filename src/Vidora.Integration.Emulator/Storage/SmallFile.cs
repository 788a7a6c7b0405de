using System.Buffers;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>A small JSON file that is replaced as a whole.</summary>
internal sealed class SmallFile(string path)
{
    private readonly Lock _lock = new();

    /// <summary>
    /// Replaces the file. What it is to hold is asked for under the file's lock, so that what was asked for earlier never
    /// replaces what was asked for later; whoever calls holds no lock that <paramref name="write"/> takes.
    /// </summary>
    public void Write(Action<Utf8JsonWriter> write)
    {
        lock (_lock)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                write(json);
            }

            using (var file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write))
            {
                file.Write(buffer.WrittenSpan);
            }

            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    /// <summary>Reads the file when there is one.</summary>
    /// <exception cref="IOException">It was not written by an emulator.</exception>
    public void Read(Action<JsonElement> read)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"{Path.GetFileName(path)} was not written by this emulator.", e);
        }
    }
}
