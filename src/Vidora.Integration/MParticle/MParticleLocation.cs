using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A place; never forwarded (mParticle JSON reference).</summary>
public sealed class MParticleLocation : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("latitude", Fields.Latitude),
        ("longitude", Fields.Longitude),
        ("accuracy", Fields.Accuracy),
        ("country_code", Fields.CountryCode),
        ("region_code", Fields.RegionCode),
        ("city_name", Fields.CityName),
        ("postal_code", Fields.PostalCode),
        ("dma_code", Fields.DmaCode),
        ("location_source", Fields.LocationSource));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleLocation()
        : base(_names.Count)
    {
    }

    /// <summary>Degrees north (mParticle JSON reference).</summary>
    public double? Latitude
    {
        get => this[Fields.Latitude].GetDouble();
        init => Set(Fields.Latitude, value);
    }

    /// <summary>Degrees east (mParticle JSON reference).</summary>
    public double? Longitude
    {
        get => this[Fields.Longitude].GetDouble();
        init => Set(Fields.Longitude, value);
    }

    /// <summary>Accuracy in metres (mParticle JSON reference).</summary>
    public double? Accuracy
    {
        get => this[Fields.Accuracy].GetDouble();
        init => Set(Fields.Accuracy, value);
    }

    /// <summary>Country (mParticle JSON reference).</summary>
    public string? CountryCode
    {
        get => this[Fields.CountryCode].GetText();
        init => Set(Fields.CountryCode, value);
    }

    /// <summary>Region (mParticle JSON reference).</summary>
    public string? RegionCode
    {
        get => this[Fields.RegionCode].GetText();
        init => Set(Fields.RegionCode, value);
    }

    /// <summary>City (mParticle JSON reference).</summary>
    public string? CityName
    {
        get => this[Fields.CityName].GetText();
        init => Set(Fields.CityName, value);
    }

    /// <summary>Postal code (mParticle JSON reference).</summary>
    public string? PostalCode
    {
        get => this[Fields.PostalCode].GetText();
        init => Set(Fields.PostalCode, value);
    }

    /// <summary>Designated market area (mParticle JSON reference).</summary>
    public long? DmaCode
    {
        get => this[Fields.DmaCode].GetInt64();
        init => Set(Fields.DmaCode, value);
    }

    /// <summary>unknown, ip_lookup or lat_long (mParticle JSON reference).</summary>
    public string? LocationSource
    {
        get => this[Fields.LocationSource].GetText();
        init => Set(Fields.LocationSource, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Latitude = 0;
        internal const int Longitude = 1;
        internal const int Accuracy = 2;
        internal const int CountryCode = 3;
        internal const int RegionCode = 4;
        internal const int CityName = 5;
        internal const int PostalCode = 6;
        internal const int DmaCode = 7;
        internal const int LocationSource = 8;
    }
}
