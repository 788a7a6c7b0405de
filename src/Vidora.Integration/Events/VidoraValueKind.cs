namespace Vidora.Integration;

/// <summary>The kinds of value that a field of a Vidora event can have (Vidora Behavioral API: all scalars).</summary>
public enum VidoraValueKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number in the range of <see cref="long"/>.</summary>
    Integer,

    /// <summary>Any other number. Its digits are kept as they were written.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,
}
