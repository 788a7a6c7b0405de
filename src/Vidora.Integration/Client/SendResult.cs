using System.Globalization;

namespace Vidora.Integration;

/// <summary>Describes one request: its outcome, and how many items it held.</summary>
/// <typeparam name="T">The kind of item: an event, or a user's prediction.</typeparam>
public sealed class SendResult<T>
{
    private readonly IReadOnlyList<T> _items;

    /// <summary>Creates a result.</summary>
    /// <param name="outcome">The outcome of the first <paramref name="count"/> items.</param>
    /// <param name="items">The items of the call.</param>
    /// <param name="count">How many items, from the first, the request held.</param>
    /// <param name="bytes">The length of the request's body.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or larger than the number of items.</exception>
    public SendResult(SendOutcome outcome, IReadOnlyList<T> items, int count, long bytes = 0)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Count);
        Outcome = outcome;
        _items = items;
        Count = count;
        Bytes = bytes;
    }

    /// <summary>Gets the outcome of the items in the request.</summary>
    public SendOutcome Outcome { get; }

    /// <summary>Gets how many items, from the first, the outcome is about.</summary>
    public int Count { get; }

    /// <summary>Gets the length of the request's body in bytes; 0 when no request was made.</summary>
    public long Bytes { get; }

    /// <summary>Gets whether every item of the call was accepted; true when there were none.</summary>
    public bool AllAccepted => Outcome.Status == SendStatus.Accepted && Count == _items.Count;

    /// <summary>Gets the items that did not fit into the request; empty when all did. Send them next.</summary>
    public IReadOnlyList<T> Rest
    {
        get
        {
            if (Count == _items.Count)
            {
                return [];
            }

            // A segment of a segment is no copy, so a loop over a long list copies it once.
            var all = _items is ArraySegment<T> segment ? segment : new ArraySegment<T>([.. _items]);
            return all[Count..];
        }
    }

    /// <summary>Throws <see cref="VidoraApiException"/> unless every item of the call was accepted.</summary>
    /// <exception cref="VidoraApiException">The request was not accepted, or some items did not fit into it.</exception>
    public void EnsureAllAccepted()
    {
        if (AllAccepted)
        {
            return;
        }

        var accepted = Outcome.Status == SendStatus.Accepted ? Count : 0;

        throw new VidoraApiException(string.Create(
            CultureInfo.InvariantCulture,
            $"{accepted} of {_items.Count} were accepted. The request held {Count}: {Outcome}."))
        {
            StatusCode = Outcome.HttpStatus,
            IsTransient = Outcome.Status is SendStatus.Accepted or SendStatus.Retry,
            IsAccountFault = Outcome.Status == SendStatus.AccountFault,
            RetryAfter = Outcome.RetryAfter,
        };
    }
}
