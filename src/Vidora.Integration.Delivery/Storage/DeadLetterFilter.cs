namespace Vidora.Integration.Delivery;

/// <summary>Which dead letters are meant: all, those of a reason, or those with certain numbers.</summary>
public sealed class DeadLetterFilter
{
    private DeadLetterFilter(string? reason, IReadOnlySet<long>? ids)
    {
        Reason = reason;
        Ids = ids;
    }

    /// <summary>All of them.</summary>
    public static DeadLetterFilter All { get; } = new(null, null);

    /// <summary>Only those of this reason; null when the reason does not matter.</summary>
    public string? Reason { get; }

    /// <summary>Only those with these numbers; null when the number does not matter.</summary>
    public IReadOnlySet<long>? Ids { get; }

    /// <summary>Those of one reason.</summary>
    /// <param name="reason">The reason as <see cref="DeadLetter.Reason"/> has it, compared ordinally.</param>
    public static DeadLetterFilter WithReason(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(reason, null);
    }

    /// <summary>Those with certain numbers. Numbers that do not exist are passed over.</summary>
    /// <param name="ids">The numbers as <see cref="DeadLetter.Id"/> has them.</param>
    public static DeadLetterFilter WithIds(params IEnumerable<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new(null, ids.ToHashSet());
    }

    internal bool Matches(long id, string reason) =>
        (Reason is null || string.Equals(Reason, reason, StringComparison.Ordinal)) && (Ids is null || Ids.Contains(id));
}
