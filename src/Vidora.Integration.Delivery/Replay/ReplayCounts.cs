namespace Vidora.Integration.Delivery;

/// <summary>Counts what was read and what became of it. Only settled events count.</summary>
public sealed class ReplayCounts
{
    private readonly SortedDictionary<string, long> _notForwarded = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>Gets the documents found, readable or not.</summary>
    public long Documents { get; internal set; }

    /// <summary>Gets the documents read as batches.</summary>
    public long Batches { get; internal set; }

    /// <summary>Gets the documents that are no readable batches.</summary>
    public long UnreadableDocuments { get; internal set; }

    /// <summary>Gets the mParticle events in the batches, with changes of consent.</summary>
    public long Events { get; internal set; }

    /// <summary>Gets the mParticle events that became at least one Vidora event.</summary>
    public long ForwardedEvents { get; internal set; }

    /// <summary>Gets the mParticle events that became none, by reason.</summary>
    /// <remarks>A reason is one of the mapper's, such as <c>missing_mpid</c>, or <c>user_filter</c>.</remarks>
    public IReadOnlyDictionary<string, long> NotForwardedEvents => _notForwarded;

    /// <summary>Gets the Vidora events that were made.</summary>
    public long VidoraEvents { get; internal set; }

    /// <summary>Gets the Vidora events that Vidora accepted.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Gets the Vidora events that Vidora refused, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => _refused;

    /// <summary>Gets the Vidora events left out, by reason: <c>time_filter</c>, <c>type_filter</c>, <c>forgotten</c>.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    /// <summary>Gets the Vidora events that only a dry run kept from being sent.</summary>
    public long NotSent { get; internal set; }

    /// <summary>Gets whether the numbers agree.</summary>
    /// <remarks>
    /// Documents are batches or unreadable; events are forwarded or not; Vidora events are delivered, refused, left out or not sent.
    /// </remarks>
    public bool AddsUp =>
        Documents == Batches + UnreadableDocuments
        && Events == ForwardedEvents + _notForwarded.Values.Sum()
        && VidoraEvents == Delivered + _refused.Values.Sum() + _leftOut.Values.Sum() + NotSent;

    internal void AddNotForwarded(string reason, long count) => Add(_notForwarded, reason, count);

    internal void AddRefused(string reason, long count) => Add(_refused, reason, count);

    internal void AddLeftOut(string reason, long count) => Add(_leftOut, reason, count);

    internal void Add(ReplayCounts other)
    {
        Documents += other.Documents;
        Batches += other.Batches;
        UnreadableDocuments += other.UnreadableDocuments;
        Events += other.Events;
        ForwardedEvents += other.ForwardedEvents;
        VidoraEvents += other.VidoraEvents;
        Delivered += other.Delivered;
        NotSent += other.NotSent;
        AddAll(_notForwarded, other._notForwarded);
        AddAll(_refused, other._refused);
        AddAll(_leftOut, other._leftOut);
    }

    private static void AddAll(SortedDictionary<string, long> to, SortedDictionary<string, long> from)
    {
        foreach (var (reason, count) in from)
        {
            Add(to, reason, count);
        }
    }

    private static void Add(SortedDictionary<string, long> counts, string reason, long count)
    {
        if (count != 0)
        {
            counts[reason] = counts.GetValueOrDefault(reason) + count;
        }
    }
}
