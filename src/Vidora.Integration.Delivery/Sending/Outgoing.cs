namespace Vidora.Integration.Delivery.Sending;

/// <summary>Holds an event to send.</summary>
/// <param name="Event">The event.</param>
/// <param name="Attempts">How often it was sent before.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
internal readonly record struct Outgoing(VidoraEvent Event, int Attempts, DateTimeOffset AcceptedAt);
