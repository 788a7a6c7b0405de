using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Vidora.Testing;

/// <summary>A folder of history files as mParticle's storage outputs write them.</summary>
public sealed class Archive : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Gets the time of the first event.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Archive() => Directory.CreateDirectory(Path);

    public string Path => _folder.File("archive");

    /// <summary>Gets the path of a file beside the archive.</summary>
    public string Checkpoint => _folder.File("checkpoint");

    /// <summary>Returns a batch of one user with an event for each id, a second apart.</summary>
    public static string Batch(long user, params string[] eventIds) => Batch(user, 0, eventIds);

    /// <summary>Returns a batch of one user whose first event is so many seconds after <see cref="Start"/>.</summary>
    public static string Batch(long user, int second, params string[] eventIds)
    {
        var start = Start.ToUnixTimeMilliseconds() + (second * 1000L);
        var events = eventIds.Select((id, i) => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"event_type":"custom_event","data":{"event_name":"look","event_id":"{{{id}}}","timestamp_unixtime_ms":{{{start + (i * 1000)}}}}}"""));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"mpid":{{user}},"environment":"production","events":[{{string.Join(',', events)}}]}""");
    }

    public static string Lines(params string[] documents) => string.Concat(documents.Select(document => document + "\n"));

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
