using Confluent.Kafka;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>An event that Vidora does not take.</summary>
/// <param name="Event">The event.</param>
/// <param name="Outcome">How it died.</param>
/// <param name="Source">The message it came in.</param>
internal readonly record struct DeadEvent(VidoraEvent Event, SendOutcome Outcome, ConsumeResult<byte[], byte[]> Source);
