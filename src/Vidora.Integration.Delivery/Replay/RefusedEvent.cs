namespace Vidora.Integration.Delivery.Replay;

/// <summary>Holds an event that Vidora refused for good, and where it came from.</summary>
/// <param name="Id">Its number in the checkpoint; 0 before it is there.</param>
/// <param name="Input">The name of the input.</param>
/// <param name="Document">The number of the document, from 1.</param>
/// <param name="Position">Where the document begins.</param>
/// <param name="Reason">Vidora's reason.</param>
/// <param name="Event">The event.</param>
internal sealed record RefusedEvent(long Id, string Input, long Document, long Position, string Reason, VidoraEvent Event);
