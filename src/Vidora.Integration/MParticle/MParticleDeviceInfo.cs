namespace Vidora.Integration.MParticle;

/// <summary>The device and what is known of it (mParticle JSON reference).</summary>
public sealed partial class MParticleDeviceInfo : MParticleObject
{
    /// <summary>Which platform the device is of (mParticle JSON reference).</summary>
    [Field("platform|type")]
    public partial MParticlePlatform? Platform { get; init; }

    /// <summary>Brand or model family (mParticle JSON reference).</summary>
    [Field("brand")]
    public partial string? Brand { get; init; }

    /// <summary>Product name (mParticle JSON reference).</summary>
    [Field("product")]
    public partial string? Product { get; init; }

    /// <summary>The name its owner gave it; personal, never forwarded (mParticle JSON reference).</summary>
    [Field("device|name", Personal = true)]
    public partial string? DeviceName { get; init; }

    /// <summary>Who made it (mParticle JSON reference).</summary>
    [Field("device_manufacturer|manufacturer")]
    public partial string? Manufacturer { get; init; }

    /// <summary>Model (mParticle JSON reference).</summary>
    [Field("device_model|model")]
    public partial string? Model { get; init; }

    /// <summary>Version of the operating system (mParticle JSON reference).</summary>
    [Field("os_version")]
    public partial string? OsVersion { get; init; }

    /// <summary>Height of the screen in pixels (mParticle JSON reference).</summary>
    [Field("screen_height")]
    public partial long? ScreenHeight { get; init; }

    /// <summary>Width of the screen in pixels (mParticle JSON reference).</summary>
    [Field("screen_width")]
    public partial long? ScreenWidth { get; init; }

    /// <summary>Dots per inch of the screen (mParticle JSON reference).</summary>
    [Field("screen_dpi")]
    public partial long? ScreenDpi { get; init; }

    /// <summary>Country set on the device (mParticle JSON reference).</summary>
    [Field("device_country|country")]
    public partial string? Country { get; init; }

    /// <summary>Language of the locale (mParticle JSON reference).</summary>
    [Field("locale_language")]
    public partial string? LocaleLanguage { get; init; }

    /// <summary>Country of the locale (mParticle JSON reference).</summary>
    [Field("locale_country")]
    public partial string? LocaleCountry { get; init; }

    /// <summary>Country of the mobile network (mParticle JSON reference).</summary>
    [Field("network_country")]
    public partial string? NetworkCountry { get; init; }

    /// <summary>Carrier of the mobile network (mParticle JSON reference).</summary>
    [Field("network_carrier")]
    public partial string? NetworkCarrier { get; init; }

    /// <summary>Code of the mobile network (mParticle JSON reference).</summary>
    [Field("network_code")]
    public partial string? NetworkCode { get; init; }

    /// <summary>Mobile country code of the network (mParticle JSON reference).</summary>
    [Field("network_mobile_country_code")]
    public partial string? NetworkMobileCountryCode { get; init; }

    /// <summary>Hours from UTC, fractions included (mParticle JSON reference).</summary>
    [Field("timezone_offset")]
    public partial decimal? TimezoneOffset { get; init; }

    /// <summary>Name of the time zone (mParticle Firehose).</summary>
    [Field("timezone_name")]
    public partial string? TimezoneName { get; init; }

    /// <summary>Build of the operating system (mParticle JSON reference).</summary>
    [Field("build_identifier|build_id")]
    public partial string? BuildIdentifier { get; init; }

    /// <summary>Release of the build (mParticle JSON reference).</summary>
    [Field("build_version_release")]
    public partial string? BuildVersionRelease { get; init; }

    /// <summary>HTTP User Agent (mParticle JSON reference).</summary>
    [Field("http_header_user_agent")]
    public partial string? HttpHeaderUserAgent { get; init; }

    /// <summary>Architecture of the processor (mParticle JSON reference).</summary>
    [Field("cpu_architecture")]
    public partial string? CpuArchitecture { get; init; }

    /// <summary>Radio access technology, such as LTE (mParticle JSON reference).</summary>
    [Field("radio_access_technology")]
    public partial string? RadioAccessTechnology { get; init; }

    /// <summary>Whether it is a tablet (mParticle JSON reference).</summary>
    [Field("is_tablet")]
    public partial bool? IsTablet { get; init; }

    /// <summary>Whether daylight saving time is in force (mParticle JSON reference).</summary>
    [Field("is_dst")]
    public partial bool? IsDst { get; init; }

    /// <summary>Whether its owner limits ad tracking (mParticle JSON reference).</summary>
    [Field("limit_ad_tracking")]
    public partial bool? LimitAdTracking { get; init; }

    /// <summary>App Tracking Transparency: authorized, denied, not_determined or restricted (mParticle JSON reference).</summary>
    [Field("att_authorization_status")]
    public partial string? AttAuthorizationStatus { get; init; }

    /// <summary>When that status was set (mParticle JSON reference).</summary>
    [Field("att_timestamp_unixtime_ms")]
    public partial DateTimeOffset? AttTimestamp { get; init; }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    [Field("push_token", Personal = true)]
    public partial string? PushToken { get; init; }

    /// <summary>Whether push may sound (mParticle JSON reference).</summary>
    [Field("push_notification_sound_enabled")]
    public partial bool? PushNotificationSoundEnabled { get; init; }

    /// <summary>Whether push may vibrate (mParticle JSON reference).</summary>
    [Field("push_notification_vibrate_enabled")]
    public partial bool? PushNotificationVibrateEnabled { get; init; }

    /// <summary>Whether it can make calls (mParticle JSON reference).</summary>
    [Field("supports_telephony")]
    public partial bool? SupportsTelephony { get; init; }

    /// <summary>Whether it has NFC (mParticle JSON reference).</summary>
    [Field("has_nfc")]
    public partial bool? HasNfc { get; init; }

    /// <summary>Whether Bluetooth is on (mParticle JSON reference).</summary>
    [Field("bluetooth_enabled")]
    public partial bool? BluetoothEnabled { get; init; }

    /// <summary>Version of Bluetooth (mParticle JSON reference).</summary>
    [Field("bluetooth_version")]
    public partial string? BluetoothVersion { get; init; }

    /// <summary>Whether the app runs in the sandbox (mParticle Firehose).</summary>
    [Field("is_sandboxed")]
    public partial bool? IsSandboxed { get; init; }

    /// <summary>Level of the Android SDK (mParticle Firehose).</summary>
    [Field("android_sdk_level")]
    public partial long? AndroidSdkLevel { get; init; }

    /// <summary>Android id; never forwarded (mParticle JSON reference).</summary>
    [Field("android_uuid", Personal = true)]
    public partial string? AndroidUuid { get; init; }

    /// <summary>Google advertising id; never forwarded (mParticle JSON reference).</summary>
    [Field("android_advertising_id", Personal = true)]
    public partial string? AndroidAdvertisingId { get; init; }

    /// <summary>Apple advertising id; never forwarded (mParticle JSON reference).</summary>
    [Field("ios_advertising_id", Personal = true)]
    public partial string? IosAdvertisingId { get; init; }

    /// <summary>Apple vendor id; never forwarded (mParticle JSON reference).</summary>
    [Field("ios_idfv", Personal = true)]
    public partial string? IosIdfv { get; init; }

    /// <summary>Roku advertising id; never forwarded (mParticle JSON reference).</summary>
    [Field("roku_advertising_id", Personal = true)]
    public partial string? RokuAdvertisingId { get; init; }

    /// <summary>Roku publisher id; never forwarded (mParticle JSON reference).</summary>
    [Field("roku_publisher_id", Personal = true)]
    public partial string? RokuPublisherId { get; init; }

    /// <summary>Microsoft advertising id; never forwarded (mParticle JSON reference).</summary>
    [Field("microsoft_advertising_id", Personal = true)]
    public partial string? MicrosoftAdvertisingId { get; init; }

    /// <summary>Microsoft publisher id; never forwarded (mParticle JSON reference).</summary>
    [Field("microsoft_publisher_id", Personal = true)]
    public partial string? MicrosoftPublisherId { get; init; }

    /// <summary>Amazon advertising id; never forwarded (mParticle JSON reference).</summary>
    [Field("fire_advertising_id", Personal = true)]
    public partial string? FireAdvertisingId { get; init; }

    /// <summary>AMP id; never forwarded (mParticle JSON reference).</summary>
    [Field("amp_id", Personal = true)]
    public partial string? AmpId { get; init; }

    /// <summary>Device identities as Firehose lists them; never forwarded (mParticle Firehose).</summary>
    [Field("identities", Personal = true)]
    public partial IReadOnlyList<MParticleIdentity> Identities { get; init; }
}
