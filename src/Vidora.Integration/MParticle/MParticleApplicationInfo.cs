using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The app that the events came from (mParticle JSON reference).</summary>
public sealed class MParticleApplicationInfo : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("application_name", Fields.Name),
        ("application_version", Fields.Version),
        ("application_build_number", Fields.BuildNumber),
        ("package|application_package", Fields.Package),
        ("os", Fields.Os),
        ("install_referrer", Fields.InstallReferrer),
        ("apple_search_ads_attributes|apple_search_ads_attribution", Fields.AppleSearchAdsAttributes),
        ("sideloaded_kits_count", Fields.SideloadedKitsCount));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleApplicationInfo()
        : base(_names.Count)
    {
    }

    /// <summary>Name (mParticle JSON reference).</summary>
    public string? Name
    {
        get => this[Fields.Name].GetText();
        init => Set(Fields.Name, value);
    }

    /// <summary>Version (mParticle JSON reference).</summary>
    public string? Version
    {
        get => this[Fields.Version].GetText();
        init => Set(Fields.Version, value);
    }

    /// <summary>Build number (mParticle JSON reference).</summary>
    public string? BuildNumber
    {
        get => this[Fields.BuildNumber].GetText();
        init => Set(Fields.BuildNumber, value);
    }

    /// <summary>Package name or bundle id (mParticle JSON reference).</summary>
    public string? Package
    {
        get => this[Fields.Package].GetText();
        init => Set(Fields.Package, value);
    }

    /// <summary>Operating system of the app: Unknown, IOS, Android, … (mParticle JSON reference).</summary>
    public string? Os
    {
        get => this[Fields.Os].GetText();
        init => Set(Fields.Os, value);
    }

    /// <summary>Install referrer; never forwarded (mParticle JSON reference).</summary>
    public string? InstallReferrer
    {
        get => this[Fields.InstallReferrer].GetText();
        init => Set(Fields.InstallReferrer, value);
    }

    /// <summary>Apple Search Ads attribution by version; never forwarded (mParticle JSON reference).</summary>
    public MParticleAttributes? AppleSearchAdsAttributes
    {
        get => GetAttributes(Fields.AppleSearchAdsAttributes);
        init => Set(Fields.AppleSearchAdsAttributes, value);
    }

    /// <summary>How many kits were side-loaded (mParticle JSON reference).</summary>
    public long? SideloadedKitsCount
    {
        get => this[Fields.SideloadedKitsCount].GetInt64();
        init => Set(Fields.SideloadedKitsCount, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Name = 0;
        internal const int Version = 1;
        internal const int BuildNumber = 2;
        internal const int Package = 3;
        internal const int Os = 4;
        internal const int InstallReferrer = 5;
        internal const int AppleSearchAdsAttributes = 6;
        internal const int SideloadedKitsCount = 7;
    }
}
