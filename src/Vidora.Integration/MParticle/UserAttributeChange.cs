namespace Vidora.Integration.MParticle;

/// <summary>The change of one user attribute (mParticle JSON reference).</summary>
public sealed class UserAttributeChange
{
    /// <summary>The attribute; null when the event does not say.</summary>
    public string? Name { get; init; }

    /// <summary>Its value before; null when it had none.</summary>
    public MParticleValue? OldValue { get; init; }

    /// <summary>Its value now; null when it has none any more.</summary>
    public MParticleValue? NewValue { get; init; }

    /// <summary>Whether it was deleted.</summary>
    public bool? Deleted { get; init; }

    /// <summary>Whether it is new.</summary>
    public bool? IsNewAttribute { get; init; }
}
