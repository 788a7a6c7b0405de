using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>A document that cannot be forwarded.</summary>
/// <param name="Content">As it was received; it looks at the message.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct PoisonDocument(ReadOnlyMemory<byte> Content, QuarantineReason Reason);
