using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

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
    public static readonly FieldName TimestampMilliseconds = "timestamp_ms";
    public static readonly FieldName EventId = "event_id";
    public static readonly FieldName SourceMessageId = "source_message_id";
    public static readonly FieldName EventType = "event_type";
    public static readonly FieldName SessionId = "session_id";
    public static readonly FieldName SessionStart = "session_start";

    /// <summary>The fields of every event that are copied as they are.</summary>
    public static readonly FieldTable Common = new(
        "",
        (MParticleEvent.Wire.EventNumber, "event_number"),
        (MParticleEvent.Wire.ActiveTimeOnSiteMilliseconds, "active_time_on_site_ms"),
        (MParticleEvent.Wire.LifetimeValueChange, "lifetime_value_change"));

    private const long FirstPlausibleTime = 946_684_800_000;
    private const long MillisecondsPerDay = 24 * 60 * 60 * 1000;

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
    private int _notificationIndex;
    private JsonPosition _typeSource;
    private long? _receivedTime;
    private bool _isContextOnce;
    private bool _isRepetition;
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
    public static FieldName[] Names =>
        [UserId, Type, Timestamp, TimestampMilliseconds, EventId, SourceMessageId, EventType, SessionId, SessionStart, .. Common.Names];

    /// <summary>
    /// The limit of the bytes that the events of one batch may become. Each event repeats the context, so a small hostile
    /// document could otherwise fill the memory.
    /// </summary>
    internal const int MaxBatchBytes = 64 * 1024 * 1024;

    /// <summary>Gets whether the events of the batch have exceeded <see cref="MaxBatchBytes"/>.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Gets whether an event of the batch became several.</summary>
    public bool HasFanOut { get; private set; }

    public int ContextCapacity => _context.Capacity;

    /// <summary>Gets the identifiers of the batch, which are never forwarded.</summary>
    public KnownIdentifiers Identifiers { get; } = new();

    /// <summary>Gets the writer of the batch's context.</summary>
    public FieldWriter Context { get; }

    /// <summary>Gets the writer of the current event.</summary>
    public FieldWriter Event { get; }

    /// <summary>Gets a source that is reused.</summary>
    public MParticleSourceInfo SourceInfo { get; } = new();

    /// <summary>Gets an attribution that is reused.</summary>
    public MParticleAttributionInfo AttributionInfo { get; } = new();

    /// <summary>Gets an action on products that is reused.</summary>
    public MParticleProductAction ProductAction { get; } = new();

    /// <summary>Gets the products of the event.</summary>
    public ReusedProducts Products { get; } = new();

    /// <summary>Records where the fields come from, from now on.</summary>
    public void RecordInto(MappingTrace trace)
    {
        _trace = trace;
        Context.Sources = trace.Context;
        Event.Sources = trace.Fields;
    }

    /// <summary>Forgets what was recorded.</summary>
    public void ForgetTrace() => _trace?.Clear();

    /// <summary>Begins the events of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="notifications">Its system notifications.</param>
    /// <param name="mpid">Its MPID.</param>
    /// <param name="rules">What the options say about attributes; null when they say nothing.</param>
    /// <param name="isContextOnce">Whether only the first of the events that an event becomes has the context.</param>
    public void BeginBatch(MParticleBatch batch, IReadOnlyList<MParticleSystemNotification> notifications, long mpid, AttributeRules? rules, bool isContextOnce)
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
        _isRepetition = false;
        _isContextOnce = isContextOnce;
        _batchStart = _output.Bytes.Length;
        IsTooLarge = false;
        HasFanOut = false;
        Context.Rules = rules;
        Event.Rules = rules;
        Identifiers.Collect(batch, notifications);
        _context.Clear();
        _names.BeginContext();
        var received = ReadTime(Context, batch.Json, batch.Positions[MParticleBatch.Fields.ReceivedTime], MParticleBatch.Wire.ReceivedTime.WireName);
        _receivedTime = received.Value;
    }

    /// <summary>Begins the events that one event of the batch becomes. Returns false when the context alone makes them too large.</summary>
    public bool BeginInput(int index, MParticleEvent @event, int fanOut)
    {
        _eventIndex = index;
        _event = @event;
        _fanOut = fanOut;
        _number = 0;
        _isRepetition = false;
        HasFanOut |= fanOut > 1;
        IsTooLarge |= !_isContextOnce && (long)fanOut * _context.Length > MaxBatchBytes - (_output.Bytes.Length - _batchStart);
        return !IsTooLarge;
    }

    /// <summary>Begins the event that a system notification becomes.</summary>
    public void BeginNotification(string path, int index)
    {
        _notification = path;
        _notificationIndex = index;
        _eventIndex = null;
        _event = null;
        _fanOut = 1;
        _number = 0;
        _isRepetition = false;
    }

    /// <summary>Begins an event whose type is text of the document.</summary>
    public void Begin(JsonToken type, JsonPosition source, string path, string eventType, EventKind kind)
    {
        Open(source, kind);
        if (!JsonText.CopyEscaped(_output.Bytes, type))
        {
            Report(MappingIssueCode.TextRepaired, path);
        }

        Head(eventType, default);
    }

    /// <summary>Begins an event whose type is a word of this library.</summary>
    public void Begin(string type, string eventType, EventKind kind, JsonPosition source = default, JsonPosition time = default)
    {
        Open(source, kind);
        JsonText.AppendEscaped(_output.Bytes, type);
        Head(eventType, time);
    }

    /// <summary>Ends the event with its custom attributes and the context.</summary>
    public void End()
    {
        // The texts of a crash come a second time in the attributes.
        if (_event is { } @event and not CrashReportEvent)
        {
            _isRepetition = _number > 0;
            Event.Attributes(NamePrefix.None, @event.Json, @event.Positions[MParticleEvent.Fields.CustomAttributes], "custom_attributes");
            _isRepetition = false;
        }

        var hasContext = !_isContextOnce || _number == 0;
        var contextStart = _output.Bytes.Length;
        if (hasContext)
        {
            _output.Bytes.Append(_context.Written);
        }

        _trace?.Events.Add((
            _eventIndex is { } index ? $"events[{index}]" : _notification, _typeSource.IsAbsent ? null : _typeSource.Start, hasContext ? contextStart : int.MaxValue));
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

    /// <summary>Reports what holds for the event. What its first event has said, the others do not repeat.</summary>
    public void Report(MappingIssueCode code, string? path, int notForwarded = 0)
    {
        if (!_isRepetition)
        {
            _output.Report(new MappingIssue(code, _eventIndex, path, notForwarded));
        }
    }

    /// <summary>Returns an id; absent when it is empty or 0.</summary>
    private static JsonToken IdAt(ReadOnlySpan<byte> json, JsonPosition position)
    {
        var id = At(json, position);
        return id.Shape is JsonTokenShape.Text or JsonTokenShape.Number && !id.IsZeroText && !id.Inner.SequenceEqual("0"u8) ? id : default;
    }

    private static JsonToken At(ReadOnlySpan<byte> json, JsonPosition position) => position.IsAbsent ? default : JsonToken.At(json, position);

    private void Open(JsonPosition type, EventKind kind)
    {
        _start = _output.Begin();
        _typeSource = type;
        _names.BeginEvent(kind);
        _output.Bytes.Append(_head.Written);
    }

    private void Head(string eventType, JsonPosition time)
    {
        _output.Bytes.Append((byte)'"');
        _isRepetition = _number > 0;
        if (_event is { } @event)
        {
            var json = @event.Json;
            WriteTimestamp(json, @event.Positions[MParticleEvent.Fields.Timestamp], MParticleEvent.Wire.Timestamp.WireName);
            WriteEventId(json, @event.Positions);
            WriteSession(json, @event.Positions);
            Common.Write(@event, Event);
        }
        else
        {
            WriteTimestamp(_batch.Json, time, $"{_notification}.current.{MParticleConsent.Wire.Timestamp.WireName}");
            WriteNotificationId();
        }

        Event.Word(EventType, eventType);
        _isRepetition = false;
    }

    /// <summary>Reads a time. Reports one that cannot be read, and a unit that is not milliseconds.</summary>
    private WireTime ReadTime(FieldWriter writer, ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        var time = WireTime.Read(At(json, position));
        if (time.IsUnreadable)
        {
            writer.Reject(MappingIssueCode.InvalidTimestamp, path, position);
        }
        else if (time.IsConverted)
        {
            Report(MappingIssueCode.TimestampUnit, path);
        }

        return time;
    }

    private void WriteTimestamp(ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        var time = ReadTime(Event, json, position, path);
        var milliseconds = time.Value;
        if (milliseconds is null)
        {
            position = _batch.Positions[MParticleBatch.Fields.ReceivedTime];
            milliseconds = _receivedTime;
            Report(milliseconds is null ? MappingIssueCode.MissingTimestamp : MappingIssueCode.TimestampFromBatch, null);
        }

        if (milliseconds is { } known)
        {
            Event.Number(Timestamp, FloorToSeconds(known), position);
            if (time.IsExact)
            {
                Event.Number(TimestampMilliseconds, known, position);
            }

            if (known < FirstPlausibleTime || known - MillisecondsPerDay > _receivedTime)
            {
                Report(MappingIssueCode.ImplausibleTimestamp, path);
            }
        }
    }

    private static long FloorToSeconds(long milliseconds) => (milliseconds / 1000) - (milliseconds % 1000 < 0 ? 1 : 0);

    private void WriteEventId(ReadOnlySpan<byte> json, JsonPosition[] fields)
    {
        var messageId = IdAt(json, fields[MParticleEvent.Fields.SourceMessageId]);
        var field = MParticleEvent.Fields.EventId;
        var id = IdAt(json, fields[field]);
        var hasOther = !id.IsAbsent && !messageId.IsAbsent;
        if (id.IsAbsent)
        {
            field = messageId.IsAbsent ? MParticleEvent.Fields.Id : MParticleEvent.Fields.SourceMessageId;
            id = IdAt(json, fields[field]);
        }

        if (!id.IsAbsent)
        {
            Event.Id(EventId, id, _fanOut > 1 ? ":"u8 : default, _number, fields[field]);
        }

        if (hasOther)
        {
            Event.Id(SourceMessageId, messageId, default, 0, fields[MParticleEvent.Fields.SourceMessageId]);
        }
    }

    /// <summary>Writes the id of a change of consent: that of its batch or message, and the number of the notification.</summary>
    private void WriteNotificationId()
    {
        var json = _batch.Json;
        var fields = _batch.Positions;
        var field = IdAt(json, fields[MParticleBatch.Fields.BatchId]).IsAbsent ? MParticleBatch.Fields.MessageId : MParticleBatch.Fields.BatchId;
        if (IdAt(json, fields[field]) is { IsAbsent: false } id)
        {
            Event.Id(EventId, id, ":c"u8, _notificationIndex, fields[field]);
        }
    }

    private void WriteSession(ReadOnlySpan<byte> json, JsonPosition[] fields)
    {
        var field = MParticleEvent.Fields.SessionId;
        var session = IdAt(json, fields[field]);
        if (session.IsAbsent)
        {
            field = MParticleEvent.Fields.SessionUuid;
            session = IdAt(json, fields[field]);
        }

        if (!session.IsAbsent)
        {
            Event.Id(SessionId, session, default, 0, fields[field]);
        }

        var position = fields[MParticleEvent.Fields.SessionStart];
        if (ReadTime(Event, json, position, MParticleEvent.Wire.SessionStart.WireName).Value is { } start)
        {
            Event.Number(SessionStart, FloorToSeconds(start), position);
        }
    }
}
