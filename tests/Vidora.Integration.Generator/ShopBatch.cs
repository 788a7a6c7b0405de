namespace Vidora.Integration.Generator;

/// <summary>What one document says, without a wire format.</summary>
internal sealed class ShopBatch
{
    public required Shopper Shopper { get; init; }

    public required ShopDevice Device { get; init; }

    public required long ReceivedMs { get; init; }

    public WireStyle Style { get; init; }

    /// <summary>The JSON of the MPID when it is not the shopper's: <c>null</c>, <c>0</c>, <c>""</c>; empty leaves it out.</summary>
    public string? MpidJson { get; init; }

    /// <summary>As written on the wire; null leaves it out.</summary>
    public string? Environment { get; init; } = "production";

    public long BatchId { get; init; }

    public Guid MessageId { get; init; }

    public long SessionId { get; init; }

    public long SessionStartMs { get; init; }

    public IReadOnlyList<ShopEvent> Events { get; init; } = [];

    public required ConsentState Consent { get; init; }

    public IReadOnlyList<ConsentChange> ConsentChanges { get; init; } = [];

    public required IReadOnlyList<KeyValuePair<string, object?>> UserAttributes { get; init; }

    public bool Has(WireStyle style) => (Style & style) != 0;
}
