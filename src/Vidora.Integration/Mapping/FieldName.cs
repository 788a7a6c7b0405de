using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>Holds the name of a field that this library gives, ready to be written.</summary>
internal sealed class FieldName(string name)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes($",\"{name}\":\"".PadRight(NamePrefix.NameStart + 96));

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(NamePrefix.NameStart, name.Length);

    /// <summary>Gets the name, and more, so that it can be loaded as blocks.</summary>
    public ReadOnlySpan<byte> NameAndMore => _bytes.AsSpan(NamePrefix.NameStart);

    /// <summary>Gets a comma, the name in quotes, a colon, and the opening quote of a text.</summary>
    public ReadOnlySpan<byte> TextLead => _bytes.AsSpan(0, NamePrefix.NameStart + name.Length + 3);

    /// <summary>Gets a comma, the name in quotes, a colon; and bytes behind them.</summary>
    public ReadOnlySpan<byte> Lead => _bytes;

    /// <summary>Gets the length of the lead.</summary>
    public int LeadLength { get; } = NamePrefix.NameStart + name.Length + 2;

    public static implicit operator FieldName(string name) => new(name);

    public override string ToString() => name;
}
