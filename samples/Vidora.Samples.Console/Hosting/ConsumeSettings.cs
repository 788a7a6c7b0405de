namespace Vidora.Samples.Console.Hosting;

/// <summary>Holds the settings of <c>vidora consume</c>.</summary>
internal sealed class ConsumeSettings : ForwardingSettings
{
    public required string BootstrapServers { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    public required string Group { get; init; }

    public string? DeadLetterTopic { get; init; }

    /// <summary>Gets the topic of forgotten users; null when this process keeps them for itself.</summary>
    public string? ErasureTopic { get; init; }

    public required int Workers { get; init; }

    /// <summary>Gets more settings of librdkafka.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Kafka { get; init; }
}
