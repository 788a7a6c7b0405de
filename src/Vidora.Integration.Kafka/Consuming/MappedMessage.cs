using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Kafka.DeadLetters;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds a message and the events that it maps to, whose memory is reused when the message is disposed of.</summary>
internal sealed class MappedMessage : IDisposable
{
    public required ConsumeResult<byte[], byte[]> Source { get; init; }

    public IReadOnlyList<VidoraEvent> Events { get; init; } = [];

    public IReadOnlyList<PoisonDocument> Poison { get; init; } = [];

    public IReadOnlyList<MappingIssue> Issues { get; init; } = [];

    /// <summary>Gets the owners of the events' memory.</summary>
    public IReadOnlyList<MappingResult> Results { get; init; } = [];

    /// <summary>Gets the outcome for the metrics, one of a closed set.</summary>
    public string Outcome => this switch
    {
        { Poison: [var poison, ..] } => poison.Reason.Word(),
        { Events: [] } => "nothing_to_forward",
        _ => "forwarded",
    };

    public void Dispose()
    {
        foreach (var result in Results)
        {
            result.Dispose();
        }
    }
}
