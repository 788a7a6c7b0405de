using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures how an account's events are kept and forwarded. The defaults are our choice.</summary>
public sealed class VidoraForwardingOptions
{
    /// <summary>Gets or sets the queue file on a local disk.</summary>
    /// <remarks>
    /// Default: <c>vidora-queue.db</c> in the working directory, and <c>vidora-queue-NAME.db</c> for a named account. Each account has
    /// its own file. <c>:memory:</c> keeps everything in memory, for tests.
    /// </remarks>
    public string? QueueFile { get; set; }

    /// <summary>Gets or sets how long a request that is not full waits for more events. Default: 100 ms.</summary>
    public TimeSpan FillDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the time budget of stopping. Default: 5 s.</summary>
    /// <remarks>Requests in flight are finished and recorded within it, or abandoned. Unsent events stay in the queue.</remarks>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the limits of the queue and the quarantine.</summary>
    public DeliveryLimits Limits { get; } = new();

    /// <summary>Gets how events are sent and retried.</summary>
    public VidoraSendingOptions Sending { get; } = new();

    /// <summary>Gets when health is degraded.</summary>
    public VidoraHealthOptions Health { get; } = new();

    internal static SettingsTable<VidoraForwardingOptions> Settings { get; } = new SettingsTable<VidoraForwardingOptions>()
        .Text(nameof(QueueFile), (options, value) => options.QueueFile = value)
        .Duration(
            nameof(FillDelay),
            options => options.FillDelay,
            (options, value) => options.FillDelay = value,
            TimeSpan.Zero,
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMilliseconds(100))
        .Duration(
            nameof(StopTimeout),
            options => options.StopTimeout,
            (options, value) => options.StopTimeout = value,
            TimeSpan.Zero,
            TimeSpan.FromHours(1),
            TimeSpan.FromSeconds(5))
        .Group(nameof(Limits), options => options.Limits, DeliveryLimits.Settings)
        .Group(nameof(Health), options => options.Health, VidoraHealthOptions.Settings)
        .Group(nameof(Sending), options => options.Sending, VidoraSendingOptions.Settings)
        .Check((options, failures) =>
        {
            if (options.QueueFile is { Length: 0 })
            {
                failures.Add(nameof(QueueFile), "is \"\"; it must be a path, or null for the default", "\"vidora-queue.db\"");
            }
        });
}
