using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Collects the events of many batches as one JSON array. It keeps its memory when it is cleared. Not thread-safe.
/// </summary>
internal sealed class VidoraEventBuffer
{
    private const int LargeBytes = 256 * 1024;

    private readonly List<(int Start, int Length)> _events = [];
    private readonly List<MappingIssue> _issues = [];

    /// <summary>Creates an empty buffer.</summary>
    public VidoraEventBuffer()
    {
        Writer = new EventWriter(this);
        Clear();
    }

    /// <summary>Gets the number of Vidora events.</summary>
    public int Count => _events.Count;

    /// <summary>Gets all events as the JSON array that is sent. Valid until the next write or clear.</summary>
    public ReadOnlyMemory<byte> Utf8JsonArray
    {
        get
        {
            // The next event overwrites the bracket.
            Bytes.Append((byte)']');
            var array = Bytes.WrittenMemory;
            Bytes.Truncate(Bytes.Length - 1);
            return array;
        }
    }

    /// <summary>Gets the issues of all batches since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<MappingIssue> Issues => _issues;

    /// <summary>Gets the number of events in the batches, changes of consent included.</summary>
    public int InputEvents { get; set; }

    /// <summary>Gets the number of them that were forwarded, each as one Vidora event or more.</summary>
    public int ForwardedInputEvents { get; set; }

    public Utf8Buffer Bytes { get; } = new(16 * 1024);

    public EventWriter Writer { get; }

    /// <summary>Gets whether it has grown beyond the size of usual batches.</summary>
    public bool IsLarge => Bytes.Capacity > LargeBytes || Writer.ContextCapacity > LargeBytes;

    /// <summary>Gets the JSON of an event, counted from 0. Valid until the next write or clear.</summary>
    public ReadOnlyMemory<byte> this[int index] => Bytes.WrittenMemory.Slice(_events[index].Start, _events[index].Length);

    /// <summary>Copies the events and issues into a result that does not change with the buffer.</summary>
    public MappingResult ToResult() => new(this);

    /// <summary>Removes all events and issues.</summary>
    public void Clear()
    {
        Bytes.Clear();
        Bytes.Append((byte)'[');
        _events.Clear();
        _issues.Clear();
        InputEvents = 0;
        ForwardedInputEvents = 0;
    }

    /// <summary>Gets the place of an event in <see cref="Utf8JsonArray"/>.</summary>
    public (int Start, int Length) Extent(int index) => _events[index];

    /// <summary>Begins an event and returns its start.</summary>
    public int Begin()
    {
        if (_events.Count > 0)
        {
            Bytes.Append((byte)',');
        }

        return Bytes.Length;
    }

    public void End(int start) => _events.Add((start, Bytes.Length - start));

    /// <summary>Removes everything after the first <paramref name="count"/> events.</summary>
    public void RollBack(int count)
    {
        _events.RemoveRange(count, _events.Count - count);
        Bytes.Truncate(count == 0 ? 1 : _events[^1].Start + _events[^1].Length);
    }

    /// <summary>Returns what there is now, to roll back to.</summary>
    public (int Events, int Issues, int Forwarded) Mark() => (_events.Count, _issues.Count, ForwardedInputEvents);

    /// <summary>Removes what came after the mark.</summary>
    public void RollBack((int Events, int Issues, int Forwarded) mark)
    {
        RollBack(mark.Events);
        _issues.RemoveRange(mark.Issues, _issues.Count - mark.Issues);
        ForwardedInputEvents = mark.Forwarded;
        Writer.ForgetTrace();
    }

    public void Report(MappingIssue issue) => _issues.Add(issue);
}
