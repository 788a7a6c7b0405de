namespace Vidora.Integration.MParticle;

/// <summary>Says what JSON a field holds.</summary>
internal enum FieldKind
{
    Text,
    Number,
    Boolean,
    List,
    Map,
    Any,
}
