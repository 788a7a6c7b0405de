namespace Vidora.Integration.Delivery.Storage;

/// <summary>Says how an append ended: all events are durable, except those of forgotten users, or none is.</summary>
/// <param name="Accepted">The events that are durable now.</param>
/// <param name="Forgotten">The events left out because their user is forgotten.</param>
/// <param name="Refusal">Why nothing was accepted.</param>
internal readonly record struct AppendResult(int Accepted, int Forgotten, AcceptRefusal Refusal)
{
    public static AppendResult Full => new(0, 0, AcceptRefusal.Full);
}
