namespace Vidora.Integration.Mapping;

/// <summary>What a field of a Vidora event holds.</summary>
internal enum FieldKind
{
    Text,
    Number,
    Boolean,
}
