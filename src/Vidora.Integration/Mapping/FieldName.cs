using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>Holds the name of a field that this library gives, ready to be written.</summary>
internal sealed class FieldName(string name)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes($",\"{name}\":\"".PadRight(NamePrefix.NameStart + (2 * Utf8Buffer.Block)));

    /// <summary>Gets its number in <see cref="OutputNames.All"/>, which sets it.</summary>
    public int Number { get; internal set; }

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(NamePrefix.NameStart, name.Length);

    /// <inheritdoc cref="LeadAndMore"/>
    public ReadOnlySpan<byte> NameAndMore => _bytes.AsSpan(NamePrefix.NameStart);

    /// <summary>Gets a comma, the name in quotes, a colon, and the opening quote of a text.</summary>
    public ReadOnlySpan<byte> TextLead => _bytes.AsSpan(0, LeadLength + 1);

    /// <summary>Gets a comma, the name in quotes, a colon; and more, so that it can be copied as a block.</summary>
    public ReadOnlySpan<byte> LeadAndMore => _bytes;

    /// <summary>Gets how much of <see cref="LeadAndMore"/> is the lead.</summary>
    public int LeadLength { get; } = NamePrefix.NameStart + name.Length + 2;

    public static implicit operator FieldName(string name) => new(name);

    public override string ToString() => name;
}
