namespace Vidora.Integration.Json;

/// <summary>What a JSON value is, seen from its first byte.</summary>
internal enum JsonTokenShape
{
    Absent,
    Null,
    Text,
    Number,
    Boolean,
    List,
    Map,
}
