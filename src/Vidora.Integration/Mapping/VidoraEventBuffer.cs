using Vidora.Integration.Json;
using Vidora.Integration.Mapping;

namespace Vidora.Integration;

/// <summary>
/// Collects mapped events as bytes, for whoever maps batch after batch: it keeps its memory when it is cleared. Not safe
/// for use by several threads at once.
/// </summary>
public sealed class VidoraEventBuffer
{
    private const int LargeBytes = 256 * 1024;

    private readonly List<(int Start, int Length)> _events = [];
    private readonly List<MappingIssue> _issues = [];

    /// <summary>Starts an empty buffer.</summary>
    public VidoraEventBuffer()
    {
        Writer = new EventWriter(this);
        Clear();
    }

    /// <summary>How many Vidora events are in it.</summary>
    public int Count => _events.Count;

    /// <summary>All events as one JSON array, the way they are sent. Valid until the buffer is written to or cleared.</summary>
    public ReadOnlyMemory<byte> Utf8JsonArray
    {
        get
        {
            // The bracket is lent: the next event is written over it.
            Bytes.Append((byte)']');
            var array = Bytes.WrittenMemory;
            Bytes.Truncate(Bytes.Length - 1);
            return array;
        }
    }

    /// <summary>What there is to report of all batches since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<MappingIssue> Issues => _issues;

    /// <summary>How many events the batches had, changes of consent included.</summary>
    public int InputEvents { get; internal set; }

    /// <summary>How many of them were forwarded, each as one Vidora event or more.</summary>
    public int ForwardedInputEvents { get; internal set; }

    internal Utf8Buffer Bytes { get; } = new(16 * 1024);

    internal EventWriter Writer { get; }

    /// <summary>Whether it has grown beyond what everyday batches need.</summary>
    internal bool IsLarge => Bytes.Capacity > LargeBytes || Writer.ContextCapacity > LargeBytes;

    /// <summary>The JSON of an event. Valid until the buffer is written to or cleared.</summary>
    /// <param name="index">Which, from 0.</param>
    public ReadOnlyMemory<byte> this[int index] => Bytes.WrittenMemory.Slice(_events[index].Start, _events[index].Length);

    /// <summary>What is in the buffer now, as events of their own: independent of what the buffer does next.</summary>
    public MappingResult ToResult() => new(this);

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        Bytes.Clear();
        Bytes.Append((byte)'[');
        _events.Clear();
        _issues.Clear();
        InputEvents = 0;
        ForwardedInputEvents = 0;
    }

    /// <summary>Where an event stands in <see cref="Utf8JsonArray"/>.</summary>
    internal (int Start, int Length) Extent(int index) => _events[index];

    /// <summary>Begins an event and says where.</summary>
    internal int Begin()
    {
        if (_events.Count > 0)
        {
            Bytes.Append((byte)',');
        }

        return Bytes.Length;
    }

    internal void End(int start) => _events.Add((start, Bytes.Length - start));

    /// <summary>Takes back what was written behind the first <paramref name="count"/> events.</summary>
    internal void RollBack(int count)
    {
        _events.RemoveRange(count, _events.Count - count);
        Bytes.Truncate(count == 0 ? 1 : _events[^1].Start + _events[^1].Length);
    }

    internal void Report(MappingIssue issue) => _issues.Add(issue);
}
