namespace Vidora.Integration.MParticle;

/// <summary>Describes the device of a batch (mParticle JSON reference).</summary>
public sealed partial class MParticleDeviceInfo : MParticleObject
{
    /// <summary>Gets the platform.</summary>
    [Field("platform|type")]
    public partial MParticlePlatform? Platform { get; init; }

    /// <summary>Gets the brand or model family.</summary>
    [Field("brand")]
    public partial string? Brand { get; init; }

    /// <summary>Gets the product name.</summary>
    [Field("product")]
    public partial string? Product { get; init; }

    /// <summary>Gets the name that the owner gave. Never forwarded.</summary>
    [Field("device|name", Personal = true)]
    public partial string? DeviceName { get; init; }

    /// <summary>Gets the manufacturer.</summary>
    [Field("device_manufacturer|manufacturer")]
    public partial string? Manufacturer { get; init; }

    /// <summary>Gets the model.</summary>
    [Field("device_model|model")]
    public partial string? Model { get; init; }

    /// <summary>Gets the version of the operating system.</summary>
    [Field("os_version")]
    public partial string? OsVersion { get; init; }

    /// <summary>Gets the height of the screen in pixels.</summary>
    [Field("screen_height")]
    public partial long? ScreenHeight { get; init; }

    /// <summary>Gets the width of the screen in pixels.</summary>
    [Field("screen_width")]
    public partial long? ScreenWidth { get; init; }

    /// <summary>Gets the dots per inch of the screen.</summary>
    [Field("screen_dpi")]
    public partial long? ScreenDpi { get; init; }

    /// <summary>Gets the country set on the device.</summary>
    [Field("device_country|country")]
    public partial string? Country { get; init; }

    /// <summary>Gets the language of the locale.</summary>
    [Field("locale_language")]
    public partial string? LocaleLanguage { get; init; }

    /// <summary>Gets the country of the locale.</summary>
    [Field("locale_country")]
    public partial string? LocaleCountry { get; init; }

    /// <summary>Gets the country of the mobile network.</summary>
    [Field("network_country")]
    public partial string? NetworkCountry { get; init; }

    /// <summary>Gets the carrier of the mobile network.</summary>
    [Field("network_carrier")]
    public partial string? NetworkCarrier { get; init; }

    /// <summary>Gets the code of the mobile network.</summary>
    [Field("network_code")]
    public partial string? NetworkCode { get; init; }

    /// <summary>Gets the mobile country code of the network.</summary>
    [Field("network_mobile_country_code")]
    public partial string? NetworkMobileCountryCode { get; init; }

    /// <summary>Gets the hours from UTC, including fractions.</summary>
    [Field("timezone_offset")]
    public partial decimal? TimezoneOffset { get; init; }

    /// <summary>Gets the name of the time zone.</summary>
    [Field("timezone_name")]
    public partial string? TimezoneName { get; init; }

    /// <summary>Gets the build of the operating system.</summary>
    [Field("build_identifier|build_id")]
    public partial string? BuildIdentifier { get; init; }

    /// <summary>Gets the release of the build.</summary>
    [Field("build_version_release")]
    public partial string? BuildVersionRelease { get; init; }

    /// <summary>Gets the HTTP User Agent.</summary>
    [Field("http_header_user_agent")]
    public partial string? HttpHeaderUserAgent { get; init; }

    /// <summary>Gets the architecture of the processor.</summary>
    [Field("cpu_architecture")]
    public partial string? CpuArchitecture { get; init; }

    /// <summary>Gets the radio access technology, such as LTE.</summary>
    [Field("radio_access_technology")]
    public partial string? RadioAccessTechnology { get; init; }

    /// <summary>Gets whether the device is a tablet.</summary>
    [Field("is_tablet")]
    public partial bool? IsTablet { get; init; }

    /// <summary>Gets whether daylight saving time is in force.</summary>
    [Field("is_dst")]
    public partial bool? IsDst { get; init; }

    /// <summary>Gets whether the owner limits ad tracking.</summary>
    [Field("limit_ad_tracking")]
    public partial bool? LimitAdTracking { get; init; }

    /// <summary>Gets the App Tracking Transparency status: authorized, denied, not_determined or restricted.</summary>
    [Field("att_authorization_status")]
    public partial string? AttAuthorizationStatus { get; init; }

    /// <summary>Gets the time of that status.</summary>
    [Field("att_timestamp_unixtime_ms")]
    public partial DateTimeOffset? AttTimestamp { get; init; }

    /// <summary>Gets the push token. Never forwarded.</summary>
    [Field("push_token", Personal = true)]
    public partial string? PushToken { get; init; }

    /// <summary>Gets whether push may sound.</summary>
    [Field("push_notification_sound_enabled")]
    public partial bool? PushNotificationSoundEnabled { get; init; }

    /// <summary>Gets whether push may vibrate.</summary>
    [Field("push_notification_vibrate_enabled")]
    public partial bool? PushNotificationVibrateEnabled { get; init; }

    /// <summary>Gets whether the device can make calls.</summary>
    [Field("supports_telephony")]
    public partial bool? SupportsTelephony { get; init; }

    /// <summary>Gets whether the device has NFC.</summary>
    [Field("has_nfc")]
    public partial bool? HasNfc { get; init; }

    /// <summary>Gets whether Bluetooth is on.</summary>
    [Field("bluetooth_enabled")]
    public partial bool? BluetoothEnabled { get; init; }

    /// <summary>Gets the version of Bluetooth.</summary>
    [Field("bluetooth_version")]
    public partial string? BluetoothVersion { get; init; }

    /// <summary>Gets whether the app runs in the sandbox.</summary>
    [Field("is_sandboxed")]
    public partial bool? IsSandboxed { get; init; }

    /// <summary>Gets the level of the Android SDK.</summary>
    [Field("android_sdk_level")]
    public partial long? AndroidSdkLevel { get; init; }

    /// <summary>Gets the Android id. Never forwarded.</summary>
    [Field("android_uuid", Personal = true)]
    public partial string? AndroidUuid { get; init; }

    /// <summary>Gets the Google advertising id. Never forwarded.</summary>
    [Field("android_advertising_id", Personal = true)]
    public partial string? AndroidAdvertisingId { get; init; }

    /// <summary>Gets the Apple advertising id. Never forwarded.</summary>
    [Field("ios_advertising_id", Personal = true)]
    public partial string? IosAdvertisingId { get; init; }

    /// <summary>Gets the Apple vendor id. Never forwarded.</summary>
    [Field("ios_idfv", Personal = true)]
    public partial string? IosIdfv { get; init; }

    /// <summary>Gets the Roku advertising id. Never forwarded.</summary>
    [Field("roku_advertising_id", Personal = true)]
    public partial string? RokuAdvertisingId { get; init; }

    /// <summary>Gets the Roku publisher id. Never forwarded.</summary>
    [Field("roku_publisher_id", Personal = true)]
    public partial string? RokuPublisherId { get; init; }

    /// <summary>Gets the Microsoft advertising id. Never forwarded.</summary>
    [Field("microsoft_advertising_id", Personal = true)]
    public partial string? MicrosoftAdvertisingId { get; init; }

    /// <summary>Gets the Microsoft publisher id. Never forwarded.</summary>
    [Field("microsoft_publisher_id", Personal = true)]
    public partial string? MicrosoftPublisherId { get; init; }

    /// <summary>Gets the Amazon advertising id. Never forwarded.</summary>
    [Field("fire_advertising_id", Personal = true)]
    public partial string? FireAdvertisingId { get; init; }

    /// <summary>Gets the AMP id. Never forwarded.</summary>
    [Field("amp_id", Personal = true)]
    public partial string? AmpId { get; init; }

    /// <summary>Gets the device identities; empty when there are none. Never forwarded.</summary>
    [Field("identities", Personal = true)]
    public partial IReadOnlyList<MParticleIdentity> Identities { get; init; }
}
