namespace Vidora.Integration.MParticle;

/// <summary>The app that the events came from (mParticle JSON reference).</summary>
public sealed partial class MParticleApplicationInfo : MParticleObject
{
    /// <summary>Name (mParticle JSON reference).</summary>
    [Field("application_name")]
    public partial string? Name { get; init; }

    /// <summary>Version (mParticle JSON reference).</summary>
    [Field("application_version")]
    public partial string? Version { get; init; }

    /// <summary>Build number (mParticle JSON reference).</summary>
    [Field("application_build_number")]
    public partial string? BuildNumber { get; init; }

    /// <summary>Package name or bundle id (mParticle JSON reference).</summary>
    [Field("package|application_package")]
    public partial string? Package { get; init; }

    /// <summary>Operating system of the app: Unknown, IOS, Android, … (mParticle JSON reference).</summary>
    [Field("os")]
    public partial string? Os { get; init; }

    /// <summary>Install referrer; never forwarded (mParticle JSON reference).</summary>
    [Field("install_referrer", Personal = true)]
    public partial string? InstallReferrer { get; init; }

    /// <summary>Apple Search Ads attribution by version; never forwarded (mParticle JSON reference).</summary>
    [Field("apple_search_ads_attributes|apple_search_ads_attribution", Personal = true)]
    public partial MParticleAttributes? AppleSearchAdsAttributes { get; init; }

    /// <summary>How many kits were side-loaded (mParticle JSON reference).</summary>
    [Field("sideloaded_kits_count")]
    public partial long? SideloadedKitsCount { get; init; }
}
