using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The state of the device when an event happened (mParticle JSON reference).</summary>
public sealed class MParticleDeviceState : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("time_since_start_ms", Fields.TimeSinceStartMilliseconds),
        ("battery_level", Fields.BatteryLevel),
        ("data_connection_type", Fields.DataConnectionType),
        ("data_connection_type_detail", Fields.DataConnectionTypeDetail),
        ("gps_state", Fields.GpsState),
        ("total_system_memory_usage_bytes", Fields.TotalSystemMemoryUsageBytes),
        ("disk_space_free_bytes", Fields.DiskSpaceFreeBytes),
        ("external_disk_space_free_bytes", Fields.ExternalDiskSpaceFreeBytes),
        ("cpu", Fields.Cpu),
        ("system_memory_available_bytes|system_memory_available_Bytes", Fields.SystemMemoryAvailableBytes),
        ("system_memory_low", Fields.SystemMemoryLow),
        ("system_memory_threshold_bytes", Fields.SystemMemoryThresholdBytes),
        ("application_memory_available_bytes", Fields.ApplicationMemoryAvailableBytes),
        ("application_memory_max_bytes", Fields.ApplicationMemoryMaxBytes),
        ("application_memory_total_bytes", Fields.ApplicationMemoryTotalBytes),
        ("device_orientation", Fields.DeviceOrientation),
        ("status_bar_orientation", Fields.StatusBarOrientation));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleDeviceState()
        : base(_names.Count)
    {
    }

    /// <summary>Milliseconds since the app started (mParticle JSON reference).</summary>
    public long? TimeSinceStartMilliseconds
    {
        get => this[Fields.TimeSinceStartMilliseconds].GetInt64();
        init => Set(Fields.TimeSinceStartMilliseconds, value);
    }

    /// <summary>0 to 1; -1 is unknown (mParticle JSON reference).</summary>
    public double? BatteryLevel
    {
        get => this[Fields.BatteryLevel].GetDouble();
        init => Set(Fields.BatteryLevel, value);
    }

    /// <summary>offline, wifi or mobile (mParticle JSON reference).</summary>
    public string? DataConnectionType
    {
        get => this[Fields.DataConnectionType].GetText();
        init => Set(Fields.DataConnectionType, value);
    }

    /// <summary>More of it, such as LTE (mParticle JSON reference).</summary>
    public string? DataConnectionTypeDetail
    {
        get => this[Fields.DataConnectionTypeDetail].GetText();
        init => Set(Fields.DataConnectionTypeDetail, value);
    }

    /// <summary>true, false or unknown (mParticle JSON reference).</summary>
    public string? GpsState
    {
        get => this[Fields.GpsState].GetText();
        init => Set(Fields.GpsState, value);
    }

    /// <summary>Bytes of memory in use (mParticle JSON reference).</summary>
    public long? TotalSystemMemoryUsageBytes
    {
        get => this[Fields.TotalSystemMemoryUsageBytes].GetInt64();
        init => Set(Fields.TotalSystemMemoryUsageBytes, value);
    }

    /// <summary>Free bytes on disk (mParticle JSON reference).</summary>
    public long? DiskSpaceFreeBytes
    {
        get => this[Fields.DiskSpaceFreeBytes].GetInt64();
        init => Set(Fields.DiskSpaceFreeBytes, value);
    }

    /// <summary>Free bytes on the external disk (mParticle JSON reference).</summary>
    public long? ExternalDiskSpaceFreeBytes
    {
        get => this[Fields.ExternalDiskSpaceFreeBytes].GetInt64();
        init => Set(Fields.ExternalDiskSpaceFreeBytes, value);
    }

    /// <summary>Load of the processor, a number as text (mParticle JSON reference).</summary>
    public string? Cpu
    {
        get => this[Fields.Cpu].GetText();
        init => Set(Fields.Cpu, value);
    }

    /// <summary>Bytes of memory available (mParticle JSON reference).</summary>
    public long? SystemMemoryAvailableBytes
    {
        get => this[Fields.SystemMemoryAvailableBytes].GetInt64();
        init => Set(Fields.SystemMemoryAvailableBytes, value);
    }

    /// <summary>Whether memory is low (mParticle JSON reference).</summary>
    public bool? SystemMemoryLow
    {
        get => this[Fields.SystemMemoryLow].GetBoolean();
        init => Set(Fields.SystemMemoryLow, value);
    }

    /// <summary>Below this many bytes memory is low (mParticle JSON reference).</summary>
    public long? SystemMemoryThresholdBytes
    {
        get => this[Fields.SystemMemoryThresholdBytes].GetInt64();
        init => Set(Fields.SystemMemoryThresholdBytes, value);
    }

    /// <summary>Bytes available to the app (mParticle JSON reference).</summary>
    public long? ApplicationMemoryAvailableBytes
    {
        get => this[Fields.ApplicationMemoryAvailableBytes].GetInt64();
        init => Set(Fields.ApplicationMemoryAvailableBytes, value);
    }

    /// <summary>Most bytes the app may use (mParticle JSON reference).</summary>
    public long? ApplicationMemoryMaxBytes
    {
        get => this[Fields.ApplicationMemoryMaxBytes].GetInt64();
        init => Set(Fields.ApplicationMemoryMaxBytes, value);
    }

    /// <summary>Bytes the app uses (mParticle JSON reference).</summary>
    public long? ApplicationMemoryTotalBytes
    {
        get => this[Fields.ApplicationMemoryTotalBytes].GetInt64();
        init => Set(Fields.ApplicationMemoryTotalBytes, value);
    }

    /// <summary>portrait, landscape, square, …, or a number as text (mParticle JSON reference).</summary>
    public string? DeviceOrientation
    {
        get => this[Fields.DeviceOrientation].GetText();
        init => Set(Fields.DeviceOrientation, value);
    }

    /// <summary>The same of the status bar (mParticle JSON reference).</summary>
    public string? StatusBarOrientation
    {
        get => this[Fields.StatusBarOrientation].GetText();
        init => Set(Fields.StatusBarOrientation, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int TimeSinceStartMilliseconds = 0;
        internal const int BatteryLevel = 1;
        internal const int DataConnectionType = 2;
        internal const int DataConnectionTypeDetail = 3;
        internal const int GpsState = 4;
        internal const int TotalSystemMemoryUsageBytes = 5;
        internal const int DiskSpaceFreeBytes = 6;
        internal const int ExternalDiskSpaceFreeBytes = 7;
        internal const int Cpu = 8;
        internal const int SystemMemoryAvailableBytes = 9;
        internal const int SystemMemoryLow = 10;
        internal const int SystemMemoryThresholdBytes = 11;
        internal const int ApplicationMemoryAvailableBytes = 12;
        internal const int ApplicationMemoryMaxBytes = 13;
        internal const int ApplicationMemoryTotalBytes = 14;
        internal const int DeviceOrientation = 15;
        internal const int StatusBarOrientation = 16;
    }
}
