namespace Vidora.Integration.Delivery.Sending;

/// <summary>Holds what documents became.</summary>
internal sealed class MappedDocuments
{
    /// <summary>Gets whether they become more events than one call may bring.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Gets the owners of the events' memory.</summary>
    public IReadOnlyList<MappingResult> Results { get; init; } = [];

    public required IReadOnlyList<VidoraEvent> Events { get; init; }

    public IReadOnlyList<MappingIssue> Issues { get; init; } = [];

    public IReadOnlyList<MParticleFormatException> Errors { get; init; } = [];

    public List<(ReadOnlyMemory<byte> Content, QuarantineReason Reason)> Quarantined { get; init; } = [];

    /// <summary>Gets or sets the bytes that <see cref="MappedMemory"/> counts for them.</summary>
    public long Counted { get; set; }
}
