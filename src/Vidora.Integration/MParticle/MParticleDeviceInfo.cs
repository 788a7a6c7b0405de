using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The device and what is known of it (mParticle JSON reference).</summary>
public sealed class MParticleDeviceInfo : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("platform|type", Fields.Platform),
        ("brand", Fields.Brand),
        ("product", Fields.Product),
        ("device|name", Fields.DeviceName),
        ("device_manufacturer|manufacturer", Fields.Manufacturer),
        ("device_model|model", Fields.Model),
        ("os_version", Fields.OsVersion),
        ("screen_height", Fields.ScreenHeight),
        ("screen_width", Fields.ScreenWidth),
        ("screen_dpi", Fields.ScreenDpi),
        ("device_country|country", Fields.Country),
        ("locale_language", Fields.LocaleLanguage),
        ("locale_country", Fields.LocaleCountry),
        ("network_country", Fields.NetworkCountry),
        ("network_carrier", Fields.NetworkCarrier),
        ("network_code", Fields.NetworkCode),
        ("network_mobile_country_code", Fields.NetworkMobileCountryCode),
        ("timezone_offset", Fields.TimezoneOffset),
        ("timezone_name", Fields.TimezoneName),
        ("build_identifier|build_id", Fields.BuildIdentifier),
        ("build_version_release", Fields.BuildVersionRelease),
        ("http_header_user_agent", Fields.HttpHeaderUserAgent),
        ("cpu_architecture", Fields.CpuArchitecture),
        ("radio_access_technology", Fields.RadioAccessTechnology),
        ("is_tablet", Fields.IsTablet),
        ("is_dst", Fields.IsDst),
        ("limit_ad_tracking", Fields.LimitAdTracking),
        ("att_authorization_status", Fields.AttAuthorizationStatus),
        ("att_timestamp_unixtime_ms", Fields.AttTimestamp),
        ("push_token", Fields.PushToken),
        ("push_notification_sound_enabled", Fields.PushNotificationSoundEnabled),
        ("push_notification_vibrate_enabled", Fields.PushNotificationVibrateEnabled),
        ("supports_telephony", Fields.SupportsTelephony),
        ("has_nfc", Fields.HasNfc),
        ("bluetooth_enabled", Fields.BluetoothEnabled),
        ("bluetooth_version", Fields.BluetoothVersion),
        ("is_sandboxed", Fields.IsSandboxed),
        ("android_sdk_level", Fields.AndroidSdkLevel),
        ("android_uuid", Fields.AndroidUuid),
        ("android_advertising_id", Fields.AndroidAdvertisingId),
        ("ios_advertising_id", Fields.IosAdvertisingId),
        ("ios_idfv", Fields.IosIdfv),
        ("roku_advertising_id", Fields.RokuAdvertisingId),
        ("roku_publisher_id", Fields.RokuPublisherId),
        ("microsoft_advertising_id", Fields.MicrosoftAdvertisingId),
        ("microsoft_publisher_id", Fields.MicrosoftPublisherId),
        ("fire_advertising_id", Fields.FireAdvertisingId),
        ("amp_id", Fields.AmpId),
        ("identities", Fields.Identities));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleDeviceInfo()
        : base(_names.Count)
    {
    }

    /// <summary>Which platform the device is of (mParticle JSON reference).</summary>
    public MParticlePlatform? Platform
    {
        get => MParticlePlatform.FromWire(this[Fields.Platform]);
        init => Set(Fields.Platform, value?.Value);
    }

    /// <summary>Brand or model family (mParticle JSON reference).</summary>
    public string? Brand
    {
        get => this[Fields.Brand].GetText();
        init => Set(Fields.Brand, value);
    }

    /// <summary>Product name (mParticle JSON reference).</summary>
    public string? Product
    {
        get => this[Fields.Product].GetText();
        init => Set(Fields.Product, value);
    }

    /// <summary>The name its owner gave it; personal, never forwarded (mParticle JSON reference).</summary>
    public string? DeviceName
    {
        get => this[Fields.DeviceName].GetText();
        init => Set(Fields.DeviceName, value);
    }

    /// <summary>Who made it (mParticle JSON reference).</summary>
    public string? Manufacturer
    {
        get => this[Fields.Manufacturer].GetText();
        init => Set(Fields.Manufacturer, value);
    }

    /// <summary>Model (mParticle JSON reference).</summary>
    public string? Model
    {
        get => this[Fields.Model].GetText();
        init => Set(Fields.Model, value);
    }

    /// <summary>Version of the operating system (mParticle JSON reference).</summary>
    public string? OsVersion
    {
        get => this[Fields.OsVersion].GetText();
        init => Set(Fields.OsVersion, value);
    }

    /// <summary>Height of the screen in pixels (mParticle JSON reference).</summary>
    public long? ScreenHeight
    {
        get => this[Fields.ScreenHeight].GetInt64();
        init => Set(Fields.ScreenHeight, value);
    }

    /// <summary>Width of the screen in pixels (mParticle JSON reference).</summary>
    public long? ScreenWidth
    {
        get => this[Fields.ScreenWidth].GetInt64();
        init => Set(Fields.ScreenWidth, value);
    }

    /// <summary>Dots per inch of the screen (mParticle JSON reference).</summary>
    public long? ScreenDpi
    {
        get => this[Fields.ScreenDpi].GetInt64();
        init => Set(Fields.ScreenDpi, value);
    }

    /// <summary>Country set on the device (mParticle JSON reference).</summary>
    public string? Country
    {
        get => this[Fields.Country].GetText();
        init => Set(Fields.Country, value);
    }

    /// <summary>Language of the locale (mParticle JSON reference).</summary>
    public string? LocaleLanguage
    {
        get => this[Fields.LocaleLanguage].GetText();
        init => Set(Fields.LocaleLanguage, value);
    }

    /// <summary>Country of the locale (mParticle JSON reference).</summary>
    public string? LocaleCountry
    {
        get => this[Fields.LocaleCountry].GetText();
        init => Set(Fields.LocaleCountry, value);
    }

    /// <summary>Country of the mobile network (mParticle JSON reference).</summary>
    public string? NetworkCountry
    {
        get => this[Fields.NetworkCountry].GetText();
        init => Set(Fields.NetworkCountry, value);
    }

    /// <summary>Carrier of the mobile network (mParticle JSON reference).</summary>
    public string? NetworkCarrier
    {
        get => this[Fields.NetworkCarrier].GetText();
        init => Set(Fields.NetworkCarrier, value);
    }

    /// <summary>Code of the mobile network (mParticle JSON reference).</summary>
    public string? NetworkCode
    {
        get => this[Fields.NetworkCode].GetText();
        init => Set(Fields.NetworkCode, value);
    }

    /// <summary>Mobile country code of the network (mParticle JSON reference).</summary>
    public string? NetworkMobileCountryCode
    {
        get => this[Fields.NetworkMobileCountryCode].GetText();
        init => Set(Fields.NetworkMobileCountryCode, value);
    }

    /// <summary>Hours from UTC, fractions included (mParticle JSON reference).</summary>
    public decimal? TimezoneOffset
    {
        get => this[Fields.TimezoneOffset].GetDecimal();
        init => Set(Fields.TimezoneOffset, value);
    }

    /// <summary>Name of the time zone (mParticle Firehose).</summary>
    public string? TimezoneName
    {
        get => this[Fields.TimezoneName].GetText();
        init => Set(Fields.TimezoneName, value);
    }

    /// <summary>Build of the operating system (mParticle JSON reference).</summary>
    public string? BuildIdentifier
    {
        get => this[Fields.BuildIdentifier].GetText();
        init => Set(Fields.BuildIdentifier, value);
    }

    /// <summary>Release of the build (mParticle JSON reference).</summary>
    public string? BuildVersionRelease
    {
        get => this[Fields.BuildVersionRelease].GetText();
        init => Set(Fields.BuildVersionRelease, value);
    }

    /// <summary>HTTP User Agent (mParticle JSON reference).</summary>
    public string? HttpHeaderUserAgent
    {
        get => this[Fields.HttpHeaderUserAgent].GetText();
        init => Set(Fields.HttpHeaderUserAgent, value);
    }

    /// <summary>Architecture of the processor (mParticle JSON reference).</summary>
    public string? CpuArchitecture
    {
        get => this[Fields.CpuArchitecture].GetText();
        init => Set(Fields.CpuArchitecture, value);
    }

    /// <summary>Radio access technology, such as LTE (mParticle JSON reference).</summary>
    public string? RadioAccessTechnology
    {
        get => this[Fields.RadioAccessTechnology].GetText();
        init => Set(Fields.RadioAccessTechnology, value);
    }

    /// <summary>Whether it is a tablet (mParticle JSON reference).</summary>
    public bool? IsTablet
    {
        get => this[Fields.IsTablet].GetBoolean();
        init => Set(Fields.IsTablet, value);
    }

    /// <summary>Whether daylight saving time is in force (mParticle JSON reference).</summary>
    public bool? IsDst
    {
        get => this[Fields.IsDst].GetBoolean();
        init => Set(Fields.IsDst, value);
    }

    /// <summary>Whether its owner limits ad tracking (mParticle JSON reference).</summary>
    public bool? LimitAdTracking
    {
        get => this[Fields.LimitAdTracking].GetBoolean();
        init => Set(Fields.LimitAdTracking, value);
    }

    /// <summary>App Tracking Transparency: authorized, denied, not_determined or restricted (mParticle JSON reference).</summary>
    public string? AttAuthorizationStatus
    {
        get => this[Fields.AttAuthorizationStatus].GetText();
        init => Set(Fields.AttAuthorizationStatus, value);
    }

    /// <summary>When that status was set (mParticle JSON reference).</summary>
    public DateTimeOffset? AttTimestamp
    {
        get => this[Fields.AttTimestamp].GetTime();
        init => Set(Fields.AttTimestamp, value);
    }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    public string? PushToken
    {
        get => this[Fields.PushToken].GetText();
        init => Set(Fields.PushToken, value);
    }

    /// <summary>Whether push may sound (mParticle JSON reference).</summary>
    public bool? PushNotificationSoundEnabled
    {
        get => this[Fields.PushNotificationSoundEnabled].GetBoolean();
        init => Set(Fields.PushNotificationSoundEnabled, value);
    }

    /// <summary>Whether push may vibrate (mParticle JSON reference).</summary>
    public bool? PushNotificationVibrateEnabled
    {
        get => this[Fields.PushNotificationVibrateEnabled].GetBoolean();
        init => Set(Fields.PushNotificationVibrateEnabled, value);
    }

    /// <summary>Whether it can make calls (mParticle JSON reference).</summary>
    public bool? SupportsTelephony
    {
        get => this[Fields.SupportsTelephony].GetBoolean();
        init => Set(Fields.SupportsTelephony, value);
    }

    /// <summary>Whether it has NFC (mParticle JSON reference).</summary>
    public bool? HasNfc
    {
        get => this[Fields.HasNfc].GetBoolean();
        init => Set(Fields.HasNfc, value);
    }

    /// <summary>Whether Bluetooth is on (mParticle JSON reference).</summary>
    public bool? BluetoothEnabled
    {
        get => this[Fields.BluetoothEnabled].GetBoolean();
        init => Set(Fields.BluetoothEnabled, value);
    }

    /// <summary>Version of Bluetooth (mParticle JSON reference).</summary>
    public string? BluetoothVersion
    {
        get => this[Fields.BluetoothVersion].GetText();
        init => Set(Fields.BluetoothVersion, value);
    }

    /// <summary>Whether the app runs in the sandbox (mParticle Firehose).</summary>
    public bool? IsSandboxed
    {
        get => this[Fields.IsSandboxed].GetBoolean();
        init => Set(Fields.IsSandboxed, value);
    }

    /// <summary>Level of the Android SDK (mParticle Firehose).</summary>
    public long? AndroidSdkLevel
    {
        get => this[Fields.AndroidSdkLevel].GetInt64();
        init => Set(Fields.AndroidSdkLevel, value);
    }

    /// <summary>Android id; never forwarded (mParticle JSON reference).</summary>
    public string? AndroidUuid
    {
        get => this[Fields.AndroidUuid].GetText();
        init => Set(Fields.AndroidUuid, value);
    }

    /// <summary>Google advertising id; never forwarded (mParticle JSON reference).</summary>
    public string? AndroidAdvertisingId
    {
        get => this[Fields.AndroidAdvertisingId].GetText();
        init => Set(Fields.AndroidAdvertisingId, value);
    }

    /// <summary>Apple advertising id; never forwarded (mParticle JSON reference).</summary>
    public string? IosAdvertisingId
    {
        get => this[Fields.IosAdvertisingId].GetText();
        init => Set(Fields.IosAdvertisingId, value);
    }

    /// <summary>Apple vendor id; never forwarded (mParticle JSON reference).</summary>
    public string? IosIdfv
    {
        get => this[Fields.IosIdfv].GetText();
        init => Set(Fields.IosIdfv, value);
    }

    /// <summary>Roku advertising id; never forwarded (mParticle JSON reference).</summary>
    public string? RokuAdvertisingId
    {
        get => this[Fields.RokuAdvertisingId].GetText();
        init => Set(Fields.RokuAdvertisingId, value);
    }

    /// <summary>Roku publisher id; never forwarded (mParticle JSON reference).</summary>
    public string? RokuPublisherId
    {
        get => this[Fields.RokuPublisherId].GetText();
        init => Set(Fields.RokuPublisherId, value);
    }

    /// <summary>Microsoft advertising id; never forwarded (mParticle JSON reference).</summary>
    public string? MicrosoftAdvertisingId
    {
        get => this[Fields.MicrosoftAdvertisingId].GetText();
        init => Set(Fields.MicrosoftAdvertisingId, value);
    }

    /// <summary>Microsoft publisher id; never forwarded (mParticle JSON reference).</summary>
    public string? MicrosoftPublisherId
    {
        get => this[Fields.MicrosoftPublisherId].GetText();
        init => Set(Fields.MicrosoftPublisherId, value);
    }

    /// <summary>Amazon advertising id; never forwarded (mParticle JSON reference).</summary>
    public string? FireAdvertisingId
    {
        get => this[Fields.FireAdvertisingId].GetText();
        init => Set(Fields.FireAdvertisingId, value);
    }

    /// <summary>AMP id; never forwarded (mParticle JSON reference).</summary>
    public string? AmpId
    {
        get => this[Fields.AmpId].GetText();
        init => Set(Fields.AmpId, value);
    }

    /// <summary>Device identities as Firehose lists them; never forwarded (mParticle Firehose).</summary>
    public IReadOnlyList<MParticleIdentity> Identities
    {
        get => GetChildren<MParticleIdentity>(Fields.Identities);
        init => Set(Fields.Identities, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Platform = 0;
        internal const int Brand = 1;
        internal const int Product = 2;
        internal const int DeviceName = 3;
        internal const int Manufacturer = 4;
        internal const int Model = 5;
        internal const int OsVersion = 6;
        internal const int ScreenHeight = 7;
        internal const int ScreenWidth = 8;
        internal const int ScreenDpi = 9;
        internal const int Country = 10;
        internal const int LocaleLanguage = 11;
        internal const int LocaleCountry = 12;
        internal const int NetworkCountry = 13;
        internal const int NetworkCarrier = 14;
        internal const int NetworkCode = 15;
        internal const int NetworkMobileCountryCode = 16;
        internal const int TimezoneOffset = 17;
        internal const int TimezoneName = 18;
        internal const int BuildIdentifier = 19;
        internal const int BuildVersionRelease = 20;
        internal const int HttpHeaderUserAgent = 21;
        internal const int CpuArchitecture = 22;
        internal const int RadioAccessTechnology = 23;
        internal const int IsTablet = 24;
        internal const int IsDst = 25;
        internal const int LimitAdTracking = 26;
        internal const int AttAuthorizationStatus = 27;
        internal const int AttTimestamp = 28;
        internal const int PushToken = 29;
        internal const int PushNotificationSoundEnabled = 30;
        internal const int PushNotificationVibrateEnabled = 31;
        internal const int SupportsTelephony = 32;
        internal const int HasNfc = 33;
        internal const int BluetoothEnabled = 34;
        internal const int BluetoothVersion = 35;
        internal const int IsSandboxed = 36;
        internal const int AndroidSdkLevel = 37;
        internal const int AndroidUuid = 38;
        internal const int AndroidAdvertisingId = 39;
        internal const int IosAdvertisingId = 40;
        internal const int IosIdfv = 41;
        internal const int RokuAdvertisingId = 42;
        internal const int RokuPublisherId = 43;
        internal const int MicrosoftAdvertisingId = 44;
        internal const int MicrosoftPublisherId = 45;
        internal const int FireAdvertisingId = 46;
        internal const int AmpId = 47;
        internal const int Identities = 48;
    }
}
