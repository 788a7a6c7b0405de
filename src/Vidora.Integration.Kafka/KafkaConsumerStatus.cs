using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Kafka;

/// <summary>Describes the state of an account's consumer, one member of the group.</summary>
public sealed class KafkaConsumerStatus
{
    /// <summary>Gets the health.</summary>
    public required HealthStatus Health { get; init; }

    /// <summary>Gets a sentence that says what is wrong and how to correct it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Gets the number of partitions of this member.</summary>
    public required int Partitions { get; init; }

    /// <summary>Gets how many of them are paused by back-pressure.</summary>
    public required int PausedPartitions { get; init; }

    /// <summary>Gets the number of messages that are consumed and not settled.</summary>
    public required long InFlightMessages { get; init; }

    /// <summary>Gets the number of messages in these partitions that are not settled, as of about a second ago.</summary>
    public required long Lag { get; init; }

    /// <summary>Gets the number of messages settled since the process started.</summary>
    public required long SettledMessages { get; init; }

    /// <summary>Gets the events of these messages that the mapping left out, by reason such as <c>environment_not_forwarded</c>.</summary>
    public required IReadOnlyDictionary<string, long> NotForwardedEvents { get; init; }
}
