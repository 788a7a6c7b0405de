namespace Vidora.Integration.MParticle;

/// <summary>Describes the change of one user attribute (mParticle JSON reference).</summary>
public sealed class UserAttributeChange
{
    /// <summary>Gets the name of the attribute; null when the event has none.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the value before; null when there was none.</summary>
    public VidoraValue? OldValue { get; init; }

    /// <summary>Gets the value after; true for a tag, which has no value on the wire; null when there is none.</summary>
    public VidoraValue? NewValue { get; init; }

    /// <summary>Gets whether the attribute was deleted.</summary>
    public bool? Deleted { get; init; }

    /// <summary>Gets whether the attribute is new.</summary>
    public bool? IsNewAttribute { get; init; }
}
