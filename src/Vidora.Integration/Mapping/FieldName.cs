using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>The name of a field that this library itself gives, ready to be written.</summary>
internal sealed class FieldName(string name, int number)
{
    /// <summary>Its number among all of them, from 0.</summary>
    public int Number { get; } = number;

    public int Length { get; } = name.Length;

    /// <summary>A comma and the name behind its opening quote.</summary>
    public byte[] NameLead { get; } = Encoding.UTF8.GetBytes($",\"{name}");

    /// <summary>A comma, the name in quotes, a colon.</summary>
    public byte[] Lead { get; } = Encoding.UTF8.GetBytes($",\"{name}\":");

    /// <summary>The same and the opening quote of a text.</summary>
    public byte[] TextLead { get; } = Encoding.UTF8.GetBytes($",\"{name}\":\"");

    public override string ToString() => name;
}
