namespace Vidora.Integration.Generator;

/// <summary>
/// A batch in which every field that may hold personal data holds a token of its own, so that a test can search for them
/// wherever the batch has been. All of its events are of types that are forwarded, but for one <c>profile</c> and one
/// <c>network_performance</c> in mParticle JSON.
/// </summary>
public sealed class CanaryDocument
{
    internal CanaryDocument(ReadOnlyMemory<byte> utf8Json, IReadOnlyList<string> tokens, IReadOnlyList<string> excludableTokens)
    {
        Utf8Json = utf8Json;
        Tokens = tokens;
        ExcludableTokens = excludableTokens;
    }

    /// <summary>The document, UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Never forwarded, logged or stored, whatever the options.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Forwarded by default, and not when personal data is excluded: reserved attributes and the user agent.</summary>
    public IReadOnlyList<string> ExcludableTokens { get; }

    /// <summary>The batch as mParticle JSON.</summary>
    public static CanaryDocument EventsApi()
    {
        using var writer = new CanaryWriter("ea");
        writer.WriteEventsApi();
        return writer.ToDocument();
    }

    /// <summary>The batch as Firehose's event_processing_request.</summary>
    public static CanaryDocument Firehose()
    {
        using var writer = new CanaryWriter("fh");
        writer.WriteFirehose();
        return writer.ToDocument();
    }
}
