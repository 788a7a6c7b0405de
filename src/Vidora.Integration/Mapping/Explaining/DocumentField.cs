using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Describes a field of a document, and what the models declare for it. A field is a scalar, a list of scalars, or an empty
/// list or object.
/// </summary>
internal sealed record DocumentField
{
    public string Path { get; init; } = "";

    /// <summary>Gets where the value begins in the document, in bytes.</summary>
    public int Start { get; init; }

    public int End { get; init; }

    /// <summary>Gets whether the value means "absent": null, empty, or a zero GUID.</summary>
    public bool HasNoValue { get; init; }

    /// <summary>Gets or sets whether a later member of the same object replaces the field or an object around it.</summary>
    public bool IsOverwritten { get; set; }

    /// <summary>Gets the key of the event or notification, as issues name it; null when the field belongs to the batch.</summary>
    public string? Input { get; init; }

    /// <summary>Gets the event that the field belongs to; null when it belongs to the batch or to a notification.</summary>
    public MParticleEvent? Event { get; init; }

    /// <summary>Gets the models whose fields are the members of the value. The first one that has a name declares it.</summary>
    public IReadOnlyList<ModelFields> Models { get; init; } = [];

    /// <summary>Gets the declaration of the field, or of the map that it is in; null when the library does not know it.</summary>
    public ModelField? Declared { get; init; }

    /// <summary>Gets the declaration of the document's member that the field is in.</summary>
    public ModelField? Root { get; init; }

    /// <summary>Gets the name of the attribute; null outside of maps.</summary>
    public string? Attribute { get; init; }

    /// <summary>Gets whether the value is a map of consents by purpose.</summary>
    public bool HasPurposes { get; init; }

    /// <summary>Gets whether the field, or an object around it, is declared personal.</summary>
    public bool IsPersonal { get; init; }
}
