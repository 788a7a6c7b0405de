using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Delivery;

/// <summary>How an account's forwarding is doing.</summary>
public sealed class ForwardingStatus
{
    /// <summary>Healthy, degraded or unhealthy.</summary>
    public required HealthStatus Health { get; init; }

    /// <summary>Why, in plain English, and what to do about it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Whether sending is paused because the set-up is wrong.</summary>
    public required bool IsPaused { get; init; }

    /// <summary>When the next single request is tried while the account waits or is paused; null while it sends.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>What the store holds.</summary>
    public required DeliveryStoreStatus Store { get; init; }

    /// <summary>How attempts ended since the process started.</summary>
    public required IReadOnlyList<OutcomeCount> Outcomes { get; init; }
}
