using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Collects mapped events as bytes, for whoever maps batch after batch: it keeps its memory when it is cleared. Not safe
/// for use by several threads at once.
/// </summary>
public sealed class VidoraEventBuffer
{
    private readonly List<(int Start, int Length)> _events = [];
    private readonly List<MappingIssue> _issues = [];

    /// <summary>Starts an empty buffer.</summary>
    public VidoraEventBuffer() => Writer = new EventWriter(this);

    /// <summary>How many Vidora events are in it.</summary>
    public int Count => _events.Count;

    /// <summary>How many bytes they have together, without anything between them.</summary>
    public int ByteCount => Bytes.Length;

    /// <summary>What there is to report of all batches since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<MappingIssue> Issues => _issues;

    /// <summary>How many events the batches had, changes of consent included.</summary>
    public int InputEvents { get; internal set; }

    /// <summary>How many of them were forwarded, each as one Vidora event or more.</summary>
    public int ForwardedInputEvents { get; internal set; }

    internal Utf8Buffer Bytes { get; } = new(16 * 1024);

    internal EventWriter Writer { get; }

    /// <summary>The JSON of an event. Valid until the buffer is written to or cleared.</summary>
    /// <param name="index">Which, from 0.</param>
    public ReadOnlyMemory<byte> this[int index] => Bytes.WrittenMemory.Slice(_events[index].Start, _events[index].Length);

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        Bytes.Clear();
        _events.Clear();
        _issues.Clear();
        InputEvents = 0;
        ForwardedInputEvents = 0;
    }

    internal void Add(int start) => _events.Add((start, Bytes.Length - start));

    internal void Report(MappingIssue issue) => _issues.Add(issue);
}
