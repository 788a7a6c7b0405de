using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Kafka;

/// <summary>How an account's consumer is doing, as seen from this member of the group.</summary>
public sealed class KafkaConsumerStatus
{
    /// <summary>Healthy, degraded or unhealthy.</summary>
    public required HealthStatus Health { get; init; }

    /// <summary>Why, in plain English, and what to do about it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Partitions that this member has.</summary>
    public required int Partitions { get; init; }

    /// <summary>Those of them that are paused, because their messages cannot be sent as fast as they come.</summary>
    public required int PausedPartitions { get; init; }

    /// <summary>Messages that are consumed and not settled.</summary>
    public required long InFlightMessages { get; init; }

    /// <summary>Messages that are not settled yet, in the partitions of this member, as of about a second ago.</summary>
    public required long Lag { get; init; }

    /// <summary>Messages that were settled since the process started.</summary>
    public required long SettledMessages { get; init; }

    /// <summary>
    /// Events in these messages that the mapping left out, by reason, such as <c>environment_not_forwarded</c>; empty when none.
    /// </summary>
    public required IReadOnlyDictionary<string, long> NotForwardedEvents { get; init; }
}
