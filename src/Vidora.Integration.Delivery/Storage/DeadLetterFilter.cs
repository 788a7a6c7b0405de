namespace Vidora.Integration.Delivery;

/// <summary>Selects dead letters: all, those of a reason, or those with given numbers.</summary>
public sealed class DeadLetterFilter
{
    private DeadLetterFilter(string? reason, IReadOnlySet<long>? ids)
    {
        Reason = reason;
        Ids = ids;
    }

    /// <summary>Selects all dead letters.</summary>
    public static DeadLetterFilter All { get; } = new(null, null);

    internal string? Reason { get; }

    internal IReadOnlySet<long>? Ids { get; }

    /// <summary>Selects the dead letters of one reason.</summary>
    /// <param name="reason">The reason as in <see cref="DeadLetter.Reason"/>, compared ordinally.</param>
    public static DeadLetterFilter WithReason(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(reason, null);
    }

    /// <summary>Selects the dead letters with given numbers, and ignores unknown numbers.</summary>
    /// <param name="ids">The numbers as in <see cref="DeadLetter.Id"/>.</param>
    public static DeadLetterFilter WithIds(params IEnumerable<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new(null, ids.ToHashSet());
    }
}
