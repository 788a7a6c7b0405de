namespace Vidora.Integration.Delivery.Sending;

/// <summary>An event on its way out.</summary>
/// <param name="Event">The event.</param>
/// <param name="Attempts">How often it was sent before.</param>
/// <param name="AcceptedAt">Since when it waits.</param>
internal readonly record struct Outgoing(VidoraEvent Event, int Attempts, DateTimeOffset AcceptedAt);
