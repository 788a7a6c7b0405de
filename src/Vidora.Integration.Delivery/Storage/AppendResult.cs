namespace Vidora.Integration.Delivery;

/// <summary>What became of an append: all of its events are durable, but those of forgotten users; or none is.</summary>
/// <param name="Accepted">Events that are durable now.</param>
/// <param name="Forgotten">Events left out because their user was forgotten.</param>
/// <param name="Refusal">Why nothing was accepted; <see cref="AcceptRefusal.None"/> when it was.</param>
public readonly record struct AppendResult(int Accepted, int Forgotten, AcceptRefusal Refusal);
