using Vidora.Integration.Kafka.DeadLetters;
using Confluent.Kafka;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>What a message holds for Vidora.</summary>
internal sealed class MappedMessage
{
    public required ConsumeResult<byte[], byte[]> Source { get; init; }

    public required IReadOnlyList<VidoraEvent> Events { get; init; }

    public required IReadOnlyList<PoisonDocument> Poison { get; init; }

    public required IReadOnlyList<MappingIssue> Issues { get; init; }

    /// <summary>One word for it, out of a closed set.</summary>
    public string Outcome => this switch
    {
        { Poison: [{ Reason: QuarantineReason.MissingMpid }, ..] } => "missing_mpid",
        { Poison: [_, ..] } => "unreadable",
        { Events: [] } => "nothing_to_forward",
        _ => "forwarded",
    };
}
