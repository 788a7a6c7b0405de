using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery.Telemetry;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Holds what the senders of one account share.</summary>
internal sealed record SendingAccount
{
    /// <summary>Gets the account's name in logs.</summary>
    public string Name { get; init; } = "";

    public required VidoraClient Client { get; init; }

    /// <summary>Gets the store, which also knows the forgotten users.</summary>
    public required DeliveryStore Store { get; init; }

    /// <summary>Gets what shares forgotten users with other processes; null when this process is the only one.</summary>
    public SharedErasures? Shared { get; init; }

    public required DeliveryMetrics Metrics { get; init; }

    /// <summary>Gets the account's limits of a request, and its secret.</summary>
    public VidoraOptions Account { get; init; } = new();

    public VidoraSendingOptions Options { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets the source of jitter: numbers from 0 to 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Gets the memory for events that wait for the disk.</summary>
    public MappedMemory Memory { get; init; } = MappedMemory.OfProcess;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
