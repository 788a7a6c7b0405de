namespace Vidora.Integration.MParticle;

/// <summary>The state of the device when an event happened (mParticle JSON reference).</summary>
public sealed partial class MParticleDeviceState : MParticleObject
{
    /// <summary>Milliseconds since the app started (mParticle JSON reference).</summary>
    [Field("time_since_start_ms")]
    public partial long? TimeSinceStartMilliseconds { get; init; }

    /// <summary>0 to 1; -1 is unknown (mParticle JSON reference).</summary>
    [Field("battery_level")]
    public partial double? BatteryLevel { get; init; }

    /// <summary>offline, wifi or mobile (mParticle JSON reference).</summary>
    [Field("data_connection_type")]
    public partial string? DataConnectionType { get; init; }

    /// <summary>More of it, such as LTE (mParticle JSON reference).</summary>
    [Field("data_connection_type_detail")]
    public partial string? DataConnectionTypeDetail { get; init; }

    /// <summary>true, false or unknown (mParticle JSON reference).</summary>
    [Field("gps_state")]
    public partial string? GpsState { get; init; }

    /// <summary>Bytes of memory in use (mParticle JSON reference).</summary>
    [Field("total_system_memory_usage_bytes")]
    public partial long? TotalSystemMemoryUsageBytes { get; init; }

    /// <summary>Free bytes on disk (mParticle JSON reference).</summary>
    [Field("disk_space_free_bytes")]
    public partial long? DiskSpaceFreeBytes { get; init; }

    /// <summary>Free bytes on the external disk (mParticle JSON reference).</summary>
    [Field("external_disk_space_free_bytes")]
    public partial long? ExternalDiskSpaceFreeBytes { get; init; }

    /// <summary>Load of the processor, a number as text (mParticle JSON reference).</summary>
    [Field("cpu")]
    public partial string? Cpu { get; init; }

    /// <summary>Bytes of memory available (mParticle JSON reference).</summary>
    [Field("system_memory_available_bytes|system_memory_available_Bytes")]
    public partial long? SystemMemoryAvailableBytes { get; init; }

    /// <summary>Whether memory is low (mParticle JSON reference).</summary>
    [Field("system_memory_low")]
    public partial bool? SystemMemoryLow { get; init; }

    /// <summary>Below this many bytes memory is low (mParticle JSON reference).</summary>
    [Field("system_memory_threshold_bytes")]
    public partial long? SystemMemoryThresholdBytes { get; init; }

    /// <summary>Bytes available to the app (mParticle JSON reference).</summary>
    [Field("application_memory_available_bytes")]
    public partial long? ApplicationMemoryAvailableBytes { get; init; }

    /// <summary>Most bytes the app may use (mParticle JSON reference).</summary>
    [Field("application_memory_max_bytes")]
    public partial long? ApplicationMemoryMaxBytes { get; init; }

    /// <summary>Bytes the app uses (mParticle JSON reference).</summary>
    [Field("application_memory_total_bytes")]
    public partial long? ApplicationMemoryTotalBytes { get; init; }

    /// <summary>portrait, landscape, square, …, or a number as text (mParticle JSON reference).</summary>
    [Field("device_orientation")]
    public partial string? DeviceOrientation { get; init; }

    /// <summary>The same of the status bar (mParticle JSON reference).</summary>
    [Field("status_bar_orientation")]
    public partial string? StatusBarOrientation { get; init; }
}
