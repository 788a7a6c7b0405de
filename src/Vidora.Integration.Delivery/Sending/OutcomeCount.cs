using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery;

/// <summary>How many attempts ended in one way since the process started.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">Why, out of a closed vocabulary.</param>
/// <param name="Count">How many events, counted once for each attempt.</param>
public readonly record struct OutcomeCount(SendStatus Status, string Reason, long Count);
