using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A promotion of a commerce event (mParticle JSON reference).</summary>
public sealed class MParticlePromotion : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("id", Fields.Id),
        ("name", Fields.Name),
        ("creative", Fields.Creative),
        ("position", Fields.Position));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticlePromotion()
        : base(_names.Count)
    {
    }

    /// <summary>Id (mParticle JSON reference).</summary>
    public string? Id
    {
        get => this[Fields.Id].GetText();
        init => Set(Fields.Id, value);
    }

    /// <summary>Name (mParticle JSON reference).</summary>
    public string? Name
    {
        get => this[Fields.Name].GetText();
        init => Set(Fields.Name, value);
    }

    /// <summary>Creative (mParticle JSON reference).</summary>
    public string? Creative
    {
        get => this[Fields.Creative].GetText();
        init => Set(Fields.Creative, value);
    }

    /// <summary>Position, free text (mParticle JSON reference).</summary>
    public string? Position
    {
        get => this[Fields.Position].GetText();
        init => Set(Fields.Position, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Id = 0;
        internal const int Name = 1;
        internal const int Creative = 2;
        internal const int Position = 3;
    }
}
