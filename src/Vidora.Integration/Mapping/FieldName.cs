using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>The name of a field that this library itself gives, ready to be written.</summary>
internal sealed class FieldName(string name, int number)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes($",\"{name}\":\"".PadRight(NamePrefix.NameStart + 96));

    /// <summary>Its number among all of them, from 0.</summary>
    public int Number { get; } = number;

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(NamePrefix.NameStart, name.Length);

    /// <summary>The name, and more, so that it can be loaded as blocks.</summary>
    public ReadOnlySpan<byte> NameAndMore => _bytes.AsSpan(NamePrefix.NameStart);

    /// <summary>A comma, the name in quotes, a colon, and the opening quote of a text.</summary>
    public ReadOnlySpan<byte> TextLead => _bytes.AsSpan(0, NamePrefix.NameStart + name.Length + 3);

    /// <summary>A comma, the name in quotes, a colon; and bytes behind them.</summary>
    public ReadOnlySpan<byte> Lead => _bytes;

    /// <summary>The length of the lead.</summary>
    public int LeadLength { get; } = NamePrefix.NameStart + name.Length + 2;

    public override string ToString() => name;
}
