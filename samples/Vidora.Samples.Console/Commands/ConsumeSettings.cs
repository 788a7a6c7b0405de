namespace Vidora.Samples.Console.Commands;

/// <summary>What <c>vidora consume</c> was told.</summary>
internal sealed class ConsumeSettings
{
    public required string BootstrapServers { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    public required string Group { get; init; }

    public required Uri To { get; init; }

    public required string QueueFile { get; init; }

    public required string ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    public string? DeadLetterTopic { get; init; }

    public required int Workers { get; init; }

    /// <summary>Settings of librdkafka.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Kafka { get; init; }
}
