using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Describes a place of a document: its path, and what the models declare there.</summary>
internal sealed record DocumentPlace(DocumentPath Path)
{
    /// <summary>Gets the number of the event or notification; <see cref="DocumentOutline.Context"/> when the place is in none.</summary>
    public int Input { get; init; } = DocumentOutline.Context;

    /// <summary>Gets the models whose fields may be in this place. The first one that has a name declares it.</summary>
    public IReadOnlyList<ModelFields> Models { get; init; } = [];

    /// <summary>Gets the declaration of the place or of the map around it; null when there is none.</summary>
    public ModelField? Declared { get; init; }

    /// <summary>Gets the declaration of the document's member that the place is in.</summary>
    public ModelField? Root { get; init; }

    /// <summary>Gets the name of the attribute; null outside of maps.</summary>
    public string? Attribute { get; init; }

    /// <summary>Gets whether this is a map of consents by purpose.</summary>
    public bool HasPurposes { get; init; }

    /// <summary>Gets whether the place, or one around it, is declared personal.</summary>
    public bool IsPersonal { get; init; }

    public ModelField? Find(string name)
    {
        foreach (var model in Models)
        {
            if (model.Find(name) is { } field)
            {
                return field;
            }
        }

        return null;
    }
}
