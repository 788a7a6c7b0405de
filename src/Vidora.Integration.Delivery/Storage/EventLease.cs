namespace Vidora.Integration.Delivery;

/// <summary>Events that belong to one sender until it settles or releases them.</summary>
/// <param name="Events">The events, in order of due time. Empty when none is due.</param>
/// <param name="NextDue">When the next event that nobody has leased becomes due; null when there is none.</param>
public sealed record EventLease(IReadOnlyList<QueuedEvent> Events, DateTimeOffset? NextDue);
