using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>What stands before a name of the customer's, ready to be written.</summary>
internal sealed class NamePrefix
{
    /// <summary>Where the name begins: behind the comma and the quote.</summary>
    public const int NameStart = 2;

    public static readonly NamePrefix None = new("");
    public static readonly NamePrefix Product = new("product_");
    public static readonly NamePrefix User = new("user_");
    public static readonly NamePrefix Consent = new("consent_");
    public static readonly NamePrefix Gdpr = new("consent_gdpr_");
    public static readonly NamePrefix Ccpa = new("consent_ccpa_");

    private readonly byte[] _bytes;

    private NamePrefix(string prefix)
    {
        var lead = $",\"{prefix}";
        LeadLength = lead.Length;
        _bytes = Encoding.UTF8.GetBytes(lead.PadRight(Utf8Buffer.Block));
    }

    /// <summary>A comma and the prefix behind its opening quote; and more, so that it can be copied as a block.</summary>
    public ReadOnlySpan<byte> LeadAndMore => _bytes;

    /// <summary>How much of <see cref="LeadAndMore"/> is the lead.</summary>
    public int LeadLength { get; }

    /// <summary>How much of the name it is.</summary>
    public int NameLength => LeadLength - NameStart;
}
