using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Vidora.Integration.Benchmarks;

/// <summary>A batch as classes usually have it: the fields that are forwarded, what customers name themselves as dictionaries.</summary>
[JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
internal sealed class PlainBatch
{
    public List<Event> Events { get; set; } = [];

    public Device? DeviceInfo { get; set; }

    public Application? ApplicationInfo { get; set; }

    public Dictionary<string, object?> UserAttributes { get; set; } = [];

    public Dictionary<string, Dictionary<string, Consent>> ConsentState { get; set; } = [];

    public string? Environment { get; set; }

    public long? Mpid { get; set; }

    public long? TimestampUnixtimeMs { get; set; }

    [JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
    internal sealed class Event
    {
        public string? EventType { get; set; }

        public EventData? Data { get; set; }
    }

    [JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
    internal sealed class EventData
    {
        public string? EventName { get; set; }

        public string? CustomEventType { get; set; }

        public string? ScreenName { get; set; }

        public string? CurrencyCode { get; set; }

        public long? EventId { get; set; }

        public long? SessionId { get; set; }

        public long? TimestampUnixtimeMs { get; set; }

        public object? ProductAction { get; set; }

        public Dictionary<string, object?> CustomAttributes { get; set; } = [];
    }

    [JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
    internal sealed class Device
    {
        public string? Platform { get; set; }

        public string? Brand { get; set; }

        public string? Product { get; set; }

        public string? DeviceManufacturer { get; set; }

        public string? DeviceModel { get; set; }

        public string? OsVersion { get; set; }

        public int? ScreenHeight { get; set; }

        public int? ScreenWidth { get; set; }

        public int? ScreenDpi { get; set; }

        public string? DeviceCountry { get; set; }

        public string? LocaleLanguage { get; set; }

        public string? LocaleCountry { get; set; }

        public string? NetworkCountry { get; set; }

        public string? NetworkCarrier { get; set; }

        public string? CpuArchitecture { get; set; }

        public string? HttpHeaderUserAgent { get; set; }

        public bool? IsTablet { get; set; }

        public bool? IsDst { get; set; }

        public bool? LimitAdTracking { get; set; }
    }

    [JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
    internal sealed class Application
    {
        public string? ApplicationName { get; set; }

        public string? ApplicationVersion { get; set; }

        public string? ApplicationBuildNumber { get; set; }

        public string? Package { get; set; }
    }

    [JsonObject(NamingStrategyType = typeof(SnakeCaseNamingStrategy))]
    internal sealed class Consent
    {
        public bool? Consented { get; set; }

        public string? Document { get; set; }

        public long? TimestampUnixtimeMs { get; set; }
    }
}
