using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>Holds the text before a customer's name, ready to be written.</summary>
internal sealed class NamePrefix
{
    /// <summary>The length of the comma and the quote before a name.</summary>
    public const int NameStart = 2;

    public static readonly NamePrefix None = new("");
    public static readonly NamePrefix Product = new("product_");
    public static readonly NamePrefix User = new("user_");
    public static readonly NamePrefix Consent = new("consent_");
    public static readonly NamePrefix Gdpr = new("consent_gdpr_");
    public static readonly NamePrefix Attribute = new("attribute_");
    public static readonly NamePrefix Ccpa = new("consent_ccpa_");

    private readonly byte[] _lead;

    private NamePrefix(string prefix)
    {
        NameLength = prefix.Length;
        _lead = Encoding.UTF8.GetBytes($",\"{prefix}".PadRight(64));
    }

    /// <summary>Gets a comma and the prefix behind its opening quote; and bytes behind them.</summary>
    public ReadOnlySpan<byte> Lead => _lead;

    public ReadOnlySpan<byte> Text => _lead.AsSpan(NameStart, NameLength);

    /// <summary>Gets the length of the prefix.</summary>
    public int NameLength { get; }
}
