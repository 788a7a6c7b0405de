using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>The name of a field that this library itself gives, ready to be written.</summary>
internal sealed class FieldName
{
    public FieldName(string name)
    {
        Utf8 = Encoding.UTF8.GetBytes(name);
        Lead = Encoding.UTF8.GetBytes($",\"{name}\":");
        Hash = NameSet.Hash(Utf8);
    }

    public byte[] Utf8 { get; }

    /// <summary>A comma, the name in quotes, a colon.</summary>
    public byte[] Lead { get; }

    public int Hash { get; }

    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
