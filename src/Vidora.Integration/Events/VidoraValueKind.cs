namespace Vidora.Integration;

/// <summary>Says what a value is. A Vidora event holds scalars; an attribute of mParticle may also hold null, a list or an object.</summary>
public enum VidoraValueKind
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number in the range of <see cref="long"/>.</summary>
    Integer,

    /// <summary>Any other number. Its digits are kept.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object.</summary>
    Map,
}
