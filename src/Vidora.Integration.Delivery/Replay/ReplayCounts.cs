namespace Vidora.Integration.Delivery;

/// <summary>Counts what was read and what became of it. Only settled events count.</summary>
public sealed class ReplayCounts
{
    private readonly SortedDictionary<string, long> _notForwarded = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>Gets the numbers, by their names in JSON.</summary>
    internal static (string Name, Func<ReplayCounts, long> Get, Action<ReplayCounts, long> Set)[] Numbers { get; } =
    [
        ("documents", counts => counts.Documents, (counts, value) => counts.Documents = value),
        ("batches", counts => counts.Batches, (counts, value) => counts.Batches = value),
        ("unreadable_documents", counts => counts.UnreadableDocuments, (counts, value) => counts.UnreadableDocuments = value),
        ("events", counts => counts.Events, (counts, value) => counts.Events = value),
        ("forwarded_events", counts => counts.ForwardedEvents, (counts, value) => counts.ForwardedEvents = value),
        ("vidora_events", counts => counts.VidoraEvents, (counts, value) => counts.VidoraEvents = value),
        ("delivered", counts => counts.Delivered, (counts, value) => counts.Delivered = value),
        ("not_sent", counts => counts.NotSent, (counts, value) => counts.NotSent = value),
    ];

    /// <summary>Gets the numbers by reason, by their names in JSON.</summary>
    internal static (string Name, Func<ReplayCounts, SortedDictionary<string, long>> Get)[] Reasons { get; } =
    [
        ("not_forwarded_events", counts => counts._notForwarded),
        ("refused", counts => counts._refused),
        ("left_out", counts => counts._leftOut),
    ];

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
        foreach (var field in Numbers)
        {
            field.Set(this, field.Get(this) + field.Get(other));
        }

        foreach (var field in Reasons)
        {
            foreach (var (reason, count) in field.Get(other))
            {
                Add(field.Get(this), reason, count);
            }
        }
    }

    internal static void Add(SortedDictionary<string, long> counts, string reason, long count)
    {
        if (counts.GetValueOrDefault(reason) + count is var sum && sum != 0)
        {
            counts[reason] = sum;
        }
        else
        {
            counts.Remove(reason);
        }
    }
}
