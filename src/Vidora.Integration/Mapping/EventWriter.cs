using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Common = Vidora.Integration.MParticle.MParticleEvent.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes the Vidora events of one batch after another. Every event begins with the same fields and ends with the context,
/// which is written once for each batch and appended as bytes.
/// </summary>
internal sealed class EventWriter
{
    public static readonly FieldName UserId = "user_id";
    public static readonly FieldName Type = "type";
    public static readonly FieldName Timestamp = "timestamp";
    public static readonly FieldName EventId = "event_id";
    public static readonly FieldName EventType = "event_type";
    public static readonly FieldName SessionId = "session_id";

    private readonly VidoraEventBuffer _output;
    private readonly Utf8Buffer _context = new(4 * 1024);
    private readonly NameSet _names;

    /// <summary>The bytes that all events of a batch begin with.</summary>
    private readonly Utf8Buffer _head = new();
    private MappingTrace? _trace;
    private MParticleBatch _batch = null!;
    private MParticleEvent? _event;
    private int? _eventIndex;
    private string _notification = "";
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

    /// <summary>Gets the names that every event begins with.</summary>
    public static FieldName[] Names => [UserId, Type, Timestamp, EventId, EventType, SessionId];

    /// <summary>
    /// The limit of the bytes that the events of one batch may become. Each event repeats the context, so a small hostile
    /// document could otherwise fill the memory.
    /// </summary>
    internal const int MaxBatchBytes = 64 * 1024 * 1024;

    /// <summary>Gets whether the events of the batch have exceeded <see cref="MaxBatchBytes"/>.</summary>
    public bool IsTooLarge { get; private set; }

    public int ContextCapacity => _context.Capacity;

    /// <summary>Gets the writer of the batch's context.</summary>
    public FieldWriter Context { get; }

    /// <summary>Gets the writer of the current event.</summary>
    public FieldWriter Event { get; }

    /// <summary>Gets a product that is reused, so that products cost no memory.</summary>
    public MParticleProduct Product { get; } = new();

    /// <summary>Records where the fields come from, from now on.</summary>
    public void RecordInto(MappingTrace trace)
    {
        _trace = trace;
        Context.Sources = trace.Context;
        Event.Sources = trace.Fields;
    }

    public void BeginBatch(MParticleBatch batch, long mpid)
    {
        _batch = batch;
        _head.Clear();
        _head.Append((byte)'{');
        _head.Append(UserId.TextLead[1..]);
        _head.Append(mpid);
        _head.Append((byte)'"');
        _head.Append(Type.TextLead);
        _event = null;
        _eventIndex = null;
        _batchStart = _output.Bytes.Length;
        IsTooLarge = false;
        _context.Clear();
        _names.BeginContext();

        // Vidora gives these a meaning, so a customer's value never has one of these names.
        _names.Take(UserId);
        _names.Take(Type);
        _names.Take(Timestamp);
        _names.Take(EventId);
    }

    /// <summary>Begins the events that one event of the batch becomes.</summary>
    public void BeginInput(int index, MParticleEvent @event, int fanOut)
    {
        _eventIndex = index;
        _event = @event;
        _fanOut = fanOut;
        _number = 0;
    }

    /// <summary>Begins the event that a system notification becomes.</summary>
    public void BeginNotification(string path)
    {
        _notification = path;
        _eventIndex = null;
        _event = null;
        _fanOut = 1;
        _number = 0;
    }

    /// <summary>Begins an event whose type is text of the document.</summary>
    public void Begin(JsonToken type, JsonPosition source, string path, string eventType)
    {
        Open(source);
        if (!JsonText.CopyEscaped(_output.Bytes, type.Inner))
        {
            Report(MappingIssueCode.TextRepaired, path);
        }

        Head(eventType, default);
    }

    /// <summary>Begins an event whose type is a word of this library.</summary>
    public void Begin(string type, string eventType, JsonPosition source = default, JsonPosition time = default)
    {
        Open(source);
        JsonText.AppendEscaped(_output.Bytes, type);
        Head(eventType, time);
    }

    /// <summary>Ends the event with its custom attributes and the context.</summary>
    public void End()
    {
        if (_event is { } @event)
        {
            Event.Attributes(NamePrefix.None, @event.Json, @event.Positions[Common.CustomAttributes], "custom_attributes");
        }

        if (_trace is not null)
        {
            _trace.Events[^1].ContextStart = _output.Bytes.Length;
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

    private void Open(JsonPosition type)
    {
        _start = _output.Begin();
        _trace?.Events.Add(new TracedEvent
        {
            Input = _eventIndex is { } index ? $"events[{index}]" : _notification,
            Type = type.IsAbsent ? null : type.Start,
        });
        _names.BeginEvent();
        _output.Bytes.Append(_head.Written);
    }

    private void Head(string eventType, JsonPosition time)
    {
        _output.Bytes.Append((byte)'"');
        WriteTimestamp(_event is null ? time : _event.Positions[Common.Timestamp]);
        if (_event is not null)
        {
            WriteEventId(_event);
        }

        Event.Word(EventType, eventType);
        if (_event is not null && IsSet(_event, Common.SessionId))
        {
            Event.Field(SessionId, FieldKind.Text, _event.Json, _event.Positions[Common.SessionId], "session_id");
        }
    }

    private void WriteTimestamp(JsonPosition time)
    {
        var milliseconds = time.IsAbsent ? null : JsonToken.At(_event is null ? _batch.Json : _event.Json, time).GetId();
        if (milliseconds is null)
        {
            time = _batch.Positions[MParticleBatch.Fields.ReceivedTime];
            milliseconds = _batch[MParticleBatch.Fields.ReceivedTime].GetId();
            if (_number == 0)
            {
                Report(milliseconds is null ? MappingIssueCode.MissingTimestamp : MappingIssueCode.TimestampFromBatch, null);
            }
        }

        if (milliseconds is { } known)
        {
            Event.Number(Timestamp, (known / 1000) - (known % 1000 < 0 ? 1 : 0), time);
        }
    }

    private void WriteEventId(MParticleEvent @event)
    {
        var id = IsSet(@event, Common.EventId) ? Common.EventId
            : IsSet(@event, Common.SourceMessageId) ? Common.SourceMessageId
            : Common.Id;
        if (IsSet(@event, id))
        {
            Event.Id(EventId, @event[id], _fanOut > 1 ? _number : null, @event.Positions[id]);
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
