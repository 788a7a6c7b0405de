using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Delivery;

/// <summary>Describes the state of an account's forwarding.</summary>
public sealed class ForwardingStatus
{
    /// <summary>Gets whether forwarding is healthy, degraded or unhealthy.</summary>
    public required HealthStatus Health { get; init; }

    /// <summary>Gets the reason and the remedy in plain English.</summary>
    public required string Sentence { get; init; }

    /// <summary>Gets whether sending is paused because key, secret or address is wrong.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>Gets when the next probe is sent while the account waits or is paused; null while it sends.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>Gets the content of the store.</summary>
    public required DeliveryStoreStatus Store { get; init; }

    /// <summary>Gets whether an operator paused sending.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Gets the events that left the queue in a second over the last two minutes; null until two looks have passed.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Gets how attempts ended since the process started.</summary>
    public required IReadOnlyList<OutcomeCount> Outcomes { get; init; }
}
