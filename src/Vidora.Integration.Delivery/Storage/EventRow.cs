namespace Vidora.Integration.Delivery.Storage;

/// <summary>Holds the events that one row of the queue keeps: their numbers are its own and those that follow.</summary>
/// <remarks>
/// Events that one transaction accepts share a row, because the cost of a row is the same for one event and for a hundred. A row of
/// several events is split when their fates differ, and each event keeps its number.
/// </remarks>
internal sealed class EventRow
{
    /// <summary>The most events of a row. A request takes whole rows, and must not stay half empty because the next one is too long.</summary>
    public const int MaxEvents = 100;

    /// <summary>The most bytes of a row of several events.</summary>
    public const int MaxBytes = 128 * 1024;

    private const byte Separator = (byte)'\n';

    public required long Id { get; init; }

    public int Count => Events.Count;

    public required int Attempts { get; init; }

    public required long AcceptedAt { get; init; }

    public required long Due { get; init; }

    /// <summary>Gets the users, each once and each on its own line.</summary>
    public required string Users { get; init; }

    /// <summary>Gets the trace context of the request that the events came in; null when that was not recorded.</summary>
    public string? Trace { get; init; }

    /// <summary>Gets the JSON of each event, in the order of their numbers.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Events { get; init; }

    /// <summary>Returns whether an event can share a row: its JSON and its user are one line each.</summary>
    public static bool CanShare(string user, ReadOnlySpan<byte> json) => !user.Contains('\n', StringComparison.Ordinal) && !json.Contains(Separator);

    public static string JoinUsers(IEnumerable<string> users) => string.Join('\n', users.Distinct(StringComparer.Ordinal));

    public static bool HasUser(string users, IReadOnlySet<string> wanted) => wanted.Overlaps(users.Split('\n'));

    /// <summary>Returns the content of a row; one event that fills its array is not copied.</summary>
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        if (events.Count == 1)
        {
            return StoreWrite.ToArray(events[0]);
        }

        var content = new byte[events.Sum(json => json.Length) + events.Count - 1];
        var at = 0;
        foreach (var json in events)
        {
            if (at > 0)
            {
                content[at++] = Separator;
            }

            json.CopyTo(content.AsMemory(at));
            at += json.Length;
        }

        return content;
    }

    /// <summary>Returns the JSON of each event of a row, as parts of its content.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(byte[] content, int count)
    {
        if (count == 1)
        {
            return [content];
        }

        var events = new List<ReadOnlyMemory<byte>>(count);
        for (ReadOnlyMemory<byte> rest = content; ;)
        {
            var end = rest.Span.IndexOf(Separator);
            if (end < 0)
            {
                events.Add(rest);
                return events;
            }

            events.Add(rest[..end]);
            rest = rest[(end + 1)..];
        }
    }

    /// <summary>Returns the user of an event of this row.</summary>
    public string UserOf(int index) => Count == 1 || !Users.Contains('\n', StringComparison.Ordinal)
        ? Users
        : VidoraEvent.FromTrustedJson(Events[index]).UserId;
}
