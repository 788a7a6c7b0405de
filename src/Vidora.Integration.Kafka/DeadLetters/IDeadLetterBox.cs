using Confluent.Kafka;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>Keeps undeliverable messages and events. After an exception the caller repeats the call.</summary>
internal interface IDeadLetterBox : IDisposable
{
    /// <summary>Keeps documents of a message that cannot be forwarded.</summary>
    /// <returns>How many documents were kept. It is fewer when the quarantine is off.</returns>
    Task<int> KeepAsync(ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken);

    /// <summary>Keeps events that Vidora rejected.</summary>
    Task KeepAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken);

    /// <summary>Moves events to their place that were kept while the address, and not the events, could have been at fault.</summary>
    /// <remarks>Call it after Vidora has accepted something.</remarks>
    Task DecideAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Holds a document that cannot be forwarded: a part of the message's value.</summary>
internal readonly record struct PoisonDocument(ReadOnlyMemory<byte> Content, QuarantineReason Reason);

/// <summary>Holds an event that Vidora rejected, its outcome and the message it came in.</summary>
internal readonly record struct DeadEvent(VidoraEvent Event, SendOutcome Outcome, ConsumeResult<byte[], byte[]> Source);
