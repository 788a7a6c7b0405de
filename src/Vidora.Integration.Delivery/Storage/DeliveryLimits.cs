using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Limits how much a <see cref="DeliveryStore"/> holds. The defaults are our choice.</summary>
public sealed class DeliveryLimits
{
    /// <summary>Gets or sets the most events in the queue, dead letters included. Default: 2,000,000.</summary>
    /// <remarks>When it is reached, new events are refused.</remarks>
    public long MaxEvents { get; set; } = 2_000_000;

    /// <summary>Gets or sets the most bytes of their JSON. Default: 4 GiB.</summary>
    /// <remarks>When it is reached, new events are refused.</remarks>
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>Gets or sets the most bytes in the quarantine. Default: 64 MiB.</summary>
    /// <remarks>Each item adds 128 bytes. When it is reached, the oldest items make room. 0 turns the quarantine off.</remarks>
    public long MaxQuarantineBytes { get; set; } = 64L << 20;

    /// <summary>Gets or sets how long an item stays in the quarantine. Default: 7 days.</summary>
    public TimeSpan MaxQuarantineAge { get; set; } = TimeSpan.FromDays(7);

    internal static SettingsTable<DeliveryLimits> Settings { get; } = new SettingsTable<DeliveryLimits>()
        .Number(nameof(MaxEvents), limits => limits.MaxEvents, (limits, value) => limits.MaxEvents = value, 1, long.MaxValue, 2_000_000)
        .Number(nameof(MaxBytes), limits => limits.MaxBytes, (limits, value) => limits.MaxBytes = value, 1, long.MaxValue, 4L << 30)
        .Number(
            nameof(MaxQuarantineBytes),
            limits => limits.MaxQuarantineBytes,
            (limits, value) => limits.MaxQuarantineBytes = value,
            0,
            long.MaxValue,
            64L << 20)
        .Duration(
            nameof(MaxQuarantineAge),
            limits => limits.MaxQuarantineAge,
            (limits, value) => limits.MaxQuarantineAge = value,
            TimeSpan.FromMinutes(1),
            TimeSpan.FromDays(3650),
            TimeSpan.FromDays(7));
}
