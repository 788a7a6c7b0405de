using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Describes a field of a document: a scalar, a list of scalars, or an empty list or object.</summary>
internal sealed class DocumentField
{
    public required DocumentPlace Place { get; init; }

    /// <summary>Gets where the value begins in the document, in bytes.</summary>
    public required int Start { get; init; }

    /// <summary>Gets where the value ends.</summary>
    public required int End { get; init; }

    /// <summary>Gets whether the value means "absent": null, empty, or a zero GUID.</summary>
    public required bool HasNoValue { get; init; }

    public DocumentPath Path => Place.Path;

    /// <summary>Gets the declaration of the field, or of the map that it is in; null when the library does not know it.</summary>
    public ModelField? Declared => Place.Declared;

    public static bool IsNoValue(JsonToken value) => value.IsAbsent || value.IsZeroText || (value.IsContainer && value.Raw.Length == 2);
}
