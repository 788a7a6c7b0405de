namespace Vidora.Integration.MParticle;

/// <summary>
/// Declares a property as a field of the wire. The generator writes the body of a partial property by its type, the field's
/// index (<c>Fields</c>) and its description (<c>Wire</c>).
/// </summary>
/// <param name="names">The field's names, separated by bars. The first one is written.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute(string names) : Attribute
{
    public string Names { get; } = names;

    /// <summary>Gets whether the number is an id, so that 0 is absent.</summary>
    public bool IsId { get; init; }

    /// <summary>Gets whether the field is personal and therefore never forwarded.</summary>
    public bool Personal { get; init; }

    /// <summary>Gets whether the sender writes the text freely, so that it may repeat personal data.</summary>
    public bool FreeText { get; init; }

    /// <summary>Gets the vocabulary of <see cref="MParticle.Words"/> that the text belongs to.</summary>
    public string? Words { get; init; }
}
