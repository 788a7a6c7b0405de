using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Attribution of the install (mParticle JSON reference).</summary>
public sealed class MParticleAttributionInfo : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("service_provider", Fields.ServiceProvider),
        ("publisher", Fields.Publisher),
        ("campaign", Fields.Campaign));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleAttributionInfo()
        : base(_names.Count)
    {
    }

    /// <summary>Who says so (mParticle JSON reference).</summary>
    public string? ServiceProvider
    {
        get => this[Fields.ServiceProvider].GetText();
        init => Set(Fields.ServiceProvider, value);
    }

    /// <summary>Publisher (mParticle JSON reference).</summary>
    public string? Publisher
    {
        get => this[Fields.Publisher].GetText();
        init => Set(Fields.Publisher, value);
    }

    /// <summary>Campaign (mParticle JSON reference).</summary>
    public string? Campaign
    {
        get => this[Fields.Campaign].GetText();
        init => Set(Fields.Campaign, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int ServiceProvider = 0;
        internal const int Publisher = 1;
        internal const int Campaign = 2;
    }
}
