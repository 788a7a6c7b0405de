namespace Vidora.Integration.MParticle;

/// <summary>Describes a field of a model. The generator makes one for each <c>[Field]</c>.</summary>
internal sealed class ModelField
{
    /// <summary>Gets the field's position in its model.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the field's names, separated by bars.</summary>
    public required string Names { get; init; }

    /// <summary>Gets the name that is written and reported.</summary>
    public string WireName => field ??= Names.Split('|')[0];

    public required FieldKind Kind { get; init; }

    /// <summary>Gets whether the field is personal and therefore never forwarded.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Gets whether the sender writes the text freely, so that it may repeat personal data.</summary>
    public bool IsFreeText { get; init; }

    /// <summary>Gets the vocabulary of the text; null when it has none.</summary>
    public Vocabulary? Words { get; init; }

    /// <summary>Gets the fields of the object in this field, or of the objects in its list; null when they are no models.</summary>
    public ModelFields? Child { get; init; }
}
