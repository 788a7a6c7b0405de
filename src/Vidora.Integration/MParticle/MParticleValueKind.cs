namespace Vidora.Integration.MParticle;

/// <summary>The kinds of value that an attribute can have (mParticle JSON reference, and what captures show).</summary>
public enum MParticleValueKind
{
    /// <summary>Null: a user attribute that is a tag, without a value.</summary>
    Null,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object.</summary>
    Map,
}
