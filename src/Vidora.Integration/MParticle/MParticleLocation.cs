namespace Vidora.Integration.MParticle;

/// <summary>A place; never forwarded (mParticle JSON reference).</summary>
public sealed partial class MParticleLocation : MParticleObject
{
    /// <summary>Degrees north (mParticle JSON reference).</summary>
    [Field("latitude")]
    public partial double? Latitude { get; init; }

    /// <summary>Degrees east (mParticle JSON reference).</summary>
    [Field("longitude")]
    public partial double? Longitude { get; init; }

    /// <summary>Accuracy in metres (mParticle JSON reference).</summary>
    [Field("accuracy")]
    public partial double? Accuracy { get; init; }

    /// <summary>Country (mParticle JSON reference).</summary>
    [Field("country_code")]
    public partial string? CountryCode { get; init; }

    /// <summary>Region (mParticle JSON reference).</summary>
    [Field("region_code")]
    public partial string? RegionCode { get; init; }

    /// <summary>City (mParticle JSON reference).</summary>
    [Field("city_name")]
    public partial string? CityName { get; init; }

    /// <summary>Postal code (mParticle JSON reference).</summary>
    [Field("postal_code")]
    public partial string? PostalCode { get; init; }

    /// <summary>Designated market area (mParticle JSON reference).</summary>
    [Field("dma_code")]
    public partial long? DmaCode { get; init; }

    /// <summary>unknown, ip_lookup or lat_long (mParticle JSON reference).</summary>
    [Field("location_source")]
    public partial string? LocationSource { get; init; }
}
