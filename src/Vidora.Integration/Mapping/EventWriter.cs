using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Common = Vidora.Integration.MParticle.MParticleEvent.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes the Vidora events of one batch after another: what every event begins with, and the context that all events
/// of a batch end with, which is written once and appended as bytes.
/// </summary>
internal sealed class EventWriter
{
    private readonly VidoraEventBuffer _output;
    private readonly Utf8Buffer _context = new(4 * 1024);
    private readonly NameSet _names;

    /// <summary>What all events of a batch begin with.</summary>
    private readonly Utf8Buffer _head = new();
    private MParticleBatch _batch = null!;
    private MParticleEvent? _event;
    private int? _eventIndex;
    private int _start;
    private int _batchStart;
    private int _number;
    private int _fanOut;

    public EventWriter(VidoraEventBuffer output)
    {
        _output = output;
        _names = new NameSet(_context, output.Bytes);
        Context = new FieldWriter(_context, _names, this);
        Event = new FieldWriter(output.Bytes, _names, this);
    }

    /// <summary>
    /// The most bytes that the events of one batch may become. Each repeats the context, so a small hostile document could
    /// otherwise fill the memory.
    /// </summary>
    internal const int MaxBatchBytes = 64 * 1024 * 1024;

    /// <summary>Whether the events of the batch have become too large.</summary>
    public bool IsTooLarge { get; private set; }

    public int ContextCapacity => _context.Capacity;

    /// <summary>Writes the context of the batch.</summary>
    public FieldWriter Context { get; }

    /// <summary>Writes the event that has been begun.</summary>
    public FieldWriter Event { get; }

    /// <summary>Used again and again, so that products cost no memory.</summary>
    public MParticleProduct Product { get; } = new();

    public void BeginBatch(MParticleBatch batch, long mpid)
    {
        _batch = batch;
        _head.Clear();
        _head.Append("{\"user_id\":\""u8);
        _head.Append(mpid);
        _head.Append("\",\"type\":\""u8);
        _event = null;
        _eventIndex = null;
        _batchStart = _output.Bytes.Length;
        IsTooLarge = false;
        _context.Clear();
        _names.BeginContext();

        // These mean something to Vidora: a customer's value never stands under them, present or not.
        _names.Take(Fields.UserId);
        _names.Take(Fields.Type);
        _names.Take(Fields.Timestamp);
        _names.Take(Fields.EventId);
    }

    /// <summary>Begins the events that one event of the batch becomes.</summary>
    public void BeginInput(int? index, MParticleEvent? @event, int fanOut)
    {
        _eventIndex = index;
        _event = @event;
        _fanOut = fanOut;
        _number = 0;
    }

    /// <summary>Begins an event whose type is text of the document.</summary>
    public void Begin(JsonToken type, string path, string eventType)
    {
        Open();
        if (!JsonText.CopyEscaped(_output.Bytes, type.Inner))
        {
            Report(MappingIssueCode.TextRepaired, path);
        }

        Head(eventType, default);
    }

    /// <summary>Begins an event whose type is a word of this library.</summary>
    public void Begin(string type, string eventType, JsonToken time = default)
    {
        Open();
        JsonText.AppendEscaped(_output.Bytes, type);
        Head(eventType, time);
    }

    /// <summary>Ends the event: its custom attributes, then the context.</summary>
    public void End()
    {
        if (_event is { } @event)
        {
            Event.Attributes(NamePrefix.None, @event.Json, @event.Positions[Common.CustomAttributes], "custom_attributes");
        }

        _output.Bytes.Append(_context.Written);
        _output.Bytes.Append((byte)'}');
        if (_output.Bytes.Length - _batchStart > MaxBatchBytes)
        {
            IsTooLarge = true;
            _output.RollBack(_output.Count);
            return;
        }

        _output.End(_start);
        _number++;
    }

    public void Report(MappingIssueCode code, string? path, int notForwarded = 0) =>
        _output.Report(new MappingIssue(code, _eventIndex, path, notForwarded));

    private void Open()
    {
        _start = _output.Begin();
        _names.BeginEvent();
        _output.Bytes.Append(_head.Written);
    }

    private void Head(string eventType, JsonToken time)
    {
        _output.Bytes.Append((byte)'"');
        WriteTimestamp(_event is null ? time : _event[Common.Timestamp]);
        if (_event is not null)
        {
            WriteEventId(_event);
        }

        Event.Word(Fields.EventType, eventType);
        if (_event is not null && IsSet(_event, Common.SessionId))
        {
            Event.Field(Fields.SessionId, FieldKind.Text, _event.Json, _event.Positions[Common.SessionId], "session_id");
        }
    }

    private void WriteTimestamp(JsonToken time)
    {
        var milliseconds = time.GetId();
        if (milliseconds is null)
        {
            milliseconds = _batch[MParticleBatch.Fields.ReceivedTime].GetId();
            if (_number == 0)
            {
                Report(milliseconds is null ? MappingIssueCode.MissingTimestamp : MappingIssueCode.TimestampFromBatch, null);
            }
        }

        if (milliseconds is { } known)
        {
            Event.Number(Fields.Timestamp, (known / 1000) - (known % 1000 < 0 ? 1 : 0));
        }
    }

    private void WriteEventId(MParticleEvent @event)
    {
        var id = IsSet(@event, Common.EventId) ? Common.EventId
            : IsSet(@event, Common.SourceMessageId) ? Common.SourceMessageId
            : Common.Id;
        if (IsSet(@event, id))
        {
            Event.Id(Fields.EventId, @event[id], _fanOut > 1 ? _number : null);
        }
    }

    private static bool IsSet(MParticleEvent @event, int field)
    {
        if (@event.Positions[field].IsAbsent)
        {
            return false;
        }

        var id = @event[field];
        return id.Shape is JsonTokenShape.Text or JsonTokenShape.Number && !id.IsZeroText && !id.Inner.SequenceEqual("0"u8);
    }
}
