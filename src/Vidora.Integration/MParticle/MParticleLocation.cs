namespace Vidora.Integration.MParticle;

/// <summary>Describes a place. Never forwarded (mParticle JSON reference).</summary>
public sealed partial class MParticleLocation : MParticleObject
{
    /// <summary>Gets the degrees north.</summary>
    [Field("latitude")]
    public partial double? Latitude { get; init; }

    /// <summary>Gets the degrees east.</summary>
    [Field("longitude")]
    public partial double? Longitude { get; init; }

    /// <summary>Gets the accuracy in metres.</summary>
    [Field("accuracy")]
    public partial double? Accuracy { get; init; }

    /// <summary>Gets the country.</summary>
    [Field("country_code")]
    public partial string? CountryCode { get; init; }

    /// <summary>Gets the region.</summary>
    [Field("region_code")]
    public partial string? RegionCode { get; init; }

    /// <summary>Gets the city.</summary>
    [Field("city_name")]
    public partial string? CityName { get; init; }

    /// <summary>Gets the postal code.</summary>
    [Field("postal_code")]
    public partial string? PostalCode { get; init; }

    /// <summary>Gets the designated market area.</summary>
    [Field("dma_code")]
    public partial long? DmaCode { get; init; }

    /// <summary>Gets the source: unknown, ip_lookup or lat_long.</summary>
    [Field("location_source")]
    public partial string? LocationSource { get; init; }
}
