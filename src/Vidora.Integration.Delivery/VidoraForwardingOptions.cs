namespace Vidora.Integration.Delivery;

/// <summary>How an account's events are kept and forwarded. Defaults are our choice.</summary>
public sealed class VidoraForwardingOptions
{
    /// <summary>
    /// The queue file, on a local disk; each account has its own. Default <c>vidora-queue.db</c> in the working directory,
    /// for a named account <c>vidora-queue-NAME.db</c>.
    /// </summary>
    public string? QueueFile { get; set; }

    /// <summary>How long a request that is not full waits for more events. Default 100 ms.</summary>
    public TimeSpan FillDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The one time budget of stopping: requests in flight are finished and written down within it, or given up. What was
    /// not sent stays in the queue. Default 5 s.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How much the queue and the quarantine may hold.</summary>
    public DeliveryLimits Limits { get; } = new();

    /// <summary>How events are sent and tried again.</summary>
    public VidoraSendingOptions Sending { get; } = new();
}
