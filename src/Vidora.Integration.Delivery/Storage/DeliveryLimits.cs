namespace Vidora.Integration.Delivery;

/// <summary>How much a <see cref="DeliveryStore"/> may hold. Defaults are our choice.</summary>
public sealed class DeliveryLimits
{
    /// <summary>Events in the queue, dead letters included. Default 2,000,000. When reached, appends are refused.</summary>
    public long MaxEvents { get; set; } = 2_000_000;

    /// <summary>Bytes of these events' JSON. Default 4 GiB. When reached, appends are refused.</summary>
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>
    /// Bytes in the quarantine, 128 more for each item. Default 64 MiB. When reached, the oldest items make room. 0 turns the quarantine off.
    /// </summary>
    public long MaxQuarantineBytes { get; set; } = 64L << 20;

    /// <summary>How long an item stays in the quarantine. Default 7 days.</summary>
    public TimeSpan MaxQuarantineAge { get; set; } = TimeSpan.FromDays(7);
}
