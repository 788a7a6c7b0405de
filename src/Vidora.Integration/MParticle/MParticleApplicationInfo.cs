namespace Vidora.Integration.MParticle;

/// <summary>Describes the app of a batch (mParticle JSON reference).</summary>
public sealed partial class MParticleApplicationInfo : MParticleObject
{
    /// <summary>Gets the name.</summary>
    [Field("application_name")]
    public partial string? Name { get; init; }

    /// <summary>Gets the version.</summary>
    [Field("application_version")]
    public partial string? Version { get; init; }

    /// <summary>Gets the build number.</summary>
    [Field("application_build_number")]
    public partial string? BuildNumber { get; init; }

    /// <summary>Gets the package name or bundle id.</summary>
    [Field("package|application_package")]
    public partial string? Package { get; init; }

    /// <summary>Gets the operating system of the app: Unknown, IOS, Android, ….</summary>
    [Field("os")]
    public partial string? Os { get; init; }

    /// <summary>Gets the install referrer. Never forwarded.</summary>
    [Field("install_referrer", Personal = true)]
    public partial string? InstallReferrer { get; init; }

    /// <summary>Gets the Apple Search Ads attribution by version. Never forwarded.</summary>
    [Field("apple_search_ads_attributes|apple_search_ads_attribution", Personal = true)]
    public partial MParticleAttributes? AppleSearchAdsAttributes { get; init; }

    /// <summary>Gets the number of side-loaded kits.</summary>
    [Field("sideloaded_kits_count")]
    public partial long? SideloadedKitsCount { get; init; }
}
