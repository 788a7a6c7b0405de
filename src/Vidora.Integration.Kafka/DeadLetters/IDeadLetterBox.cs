using Confluent.Kafka;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>
/// Where ends what cannot be delivered. It is kept when a task completes without an exception; after an exception the
/// caller comes back with the same.
/// </summary>
internal interface IDeadLetterBox : IDisposable
{
    /// <summary>Keeps documents of a message that cannot be forwarded.</summary>
    /// <returns>How many were kept: fewer when the box is turned off for such.</returns>
    Task<int> KeepAsync(ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken);

    /// <summary>Keeps events that Vidora does not take.</summary>
    Task KeepAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken);
}
