namespace Vidora.Integration.Delivery.Storage;

/// <summary>Holds events that belong to one sender until it settles or releases them.</summary>
/// <param name="Events">The events in order of due time. Empty when none is due.</param>
/// <param name="NextDue">When the next free event becomes due; null when there is none.</param>
internal sealed record EventLease(IReadOnlyList<QueuedEvent> Events, DateTimeOffset? NextDue);
