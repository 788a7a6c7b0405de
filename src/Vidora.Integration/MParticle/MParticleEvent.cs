using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// One event of a batch, with what all events have in common (mParticle JSON reference, common event data; mParticle
/// Firehose).
/// </summary>
public abstract class MParticleEvent : MParticleObject
{
    private readonly EventFieldNames _names;

    private protected MParticleEvent(EventFieldNames names)
        : base(names.Names.Count) => _names = names;

    /// <summary>What type of event it is.</summary>
    public abstract MParticleEventType EventType { get; }

    /// <summary>mParticle's id of the event (mParticle JSON reference).</summary>
    public long? EventId
    {
        get => this[Fields.EventId].GetId();
        init => Set(Fields.EventId, value);
    }

    /// <summary>Id of the event in a Firehose message (mParticle Firehose).</summary>
    public string? Id
    {
        get => this[Fields.Id].GetText();
        init => Set(Fields.Id, value);
    }

    /// <summary>Number of the event in its session, from 0 (mParticle JSON reference).</summary>
    public long? EventNumber
    {
        get => this[Fields.EventNumber].GetInt64();
        init => Set(Fields.EventNumber, value);
    }

    /// <summary>The client's id of the event (mParticle JSON reference).</summary>
    public string? SourceMessageId
    {
        get => this[Fields.SourceMessageId].GetText();
        init => Set(Fields.SourceMessageId, value);
    }

    /// <summary>Id of the input (mParticle Firehose).</summary>
    public string? SourceId
    {
        get => this[Fields.SourceId].GetText();
        init => Set(Fields.SourceId, value);
    }

    /// <summary>Session; a number, or a UUID from web SDKs (mParticle JSON reference).</summary>
    public string? SessionId
    {
        get => this[Fields.SessionId].GetText();
        init => Set(Fields.SessionId, value);
    }

    /// <summary>Session as a UUID (mParticle JSON reference).</summary>
    public string? SessionUuid
    {
        get => this[Fields.SessionUuid].GetText();
        init => Set(Fields.SessionUuid, value);
    }

    /// <summary>When the session started (mParticle JSON reference).</summary>
    public DateTimeOffset? SessionStart
    {
        get => this[Fields.SessionStart].GetTime();
        init => Set(Fields.SessionStart, value);
    }

    /// <summary>When the event started (mParticle JSON reference).</summary>
    public DateTimeOffset? EventStart
    {
        get => this[Fields.EventStart].GetTime();
        init => Set(Fields.EventStart, value);
    }

    /// <summary>When it happened (mParticle JSON reference).</summary>
    public DateTimeOffset? Timestamp
    {
        get => this[Fields.Timestamp].GetTime();
        init => Set(Fields.Timestamp, value);
    }

    /// <summary>Where it happened; never forwarded (mParticle JSON reference).</summary>
    public MParticleLocation? Location
    {
        get => GetChild<MParticleLocation>(Fields.Location);
        init => Set(Fields.Location, value);
    }

    /// <summary>The state of the device (mParticle JSON reference).</summary>
    public MParticleDeviceState? DeviceState
    {
        get => GetChild<MParticleDeviceState>(Fields.DeviceState);
        init => Set(Fields.DeviceState, value);
    }

    /// <summary>Attributes of the customer's own (mParticle JSON reference).</summary>
    public MParticleAttributes? CustomAttributes
    {
        get => GetAttributes(Fields.CustomAttributes);
        init => Set(Fields.CustomAttributes, value);
    }

    /// <summary>Flags meant for outputs (mParticle JSON reference).</summary>
    public MParticleAttributes? CustomFlags
    {
        get => GetAttributes(Fields.CustomFlags);
        init => Set(Fields.CustomFlags, value);
    }

    /// <summary>Whether a goal is defined (mParticle JSON reference).</summary>
    public bool? IsGoalDefined
    {
        get => this[Fields.IsGoalDefined].GetBoolean();
        init => Set(Fields.IsGoalDefined, value);
    }

    /// <summary>Change of the user's lifetime value (mParticle JSON reference).</summary>
    public decimal? LifetimeValueChange
    {
        get => this[Fields.LifetimeValueChange].GetDecimal();
        init => Set(Fields.LifetimeValueChange, value);
    }

    /// <summary>The attribute that holds the lifetime value (mParticle JSON reference).</summary>
    public string? LifetimeValueAttributeName
    {
        get => this[Fields.LifetimeValueAttributeName].GetText();
        init => Set(Fields.LifetimeValueAttributeName, value);
    }

    /// <summary>Connection at the time (mParticle JSON reference).</summary>
    public string? DataConnectionType
    {
        get => this[Fields.DataConnectionType].GetText();
        init => Set(Fields.DataConnectionType, value);
    }

    /// <summary>View controller (mParticle JSON reference).</summary>
    public string? ViewController
    {
        get => this[Fields.ViewController].GetText();
        init => Set(Fields.ViewController, value);
    }

    /// <summary>Canonical name of the screen (mParticle JSON reference).</summary>
    public string? CanonicalName
    {
        get => this[Fields.CanonicalName].GetText();
        init => Set(Fields.CanonicalName, value);
    }

    /// <summary>URL of the page (mParticle JSON reference).</summary>
    public string? PageUrl
    {
        get => this[Fields.PageUrl].GetText();
        init => Set(Fields.PageUrl, value);
    }

    /// <summary>Whether it came from the main thread (mParticle JSON reference).</summary>
    public bool? IsMainThread
    {
        get => this[Fields.IsMainThread].GetBoolean();
        init => Set(Fields.IsMainThread, value);
    }

    /// <summary>Milliseconds the user was active on the site (mParticle JSON reference).</summary>
    public long? ActiveTimeOnSiteMilliseconds
    {
        get => this[Fields.ActiveTimeOnSiteMilliseconds].GetInt64();
        init => Set(Fields.ActiveTimeOnSiteMilliseconds, value);
    }

    /// <summary>The system notification that came with the event, <c>gdpr_change</c>; null when none did (mParticle JSON reference).</summary>
    public string? SystemNotificationType
    {
        get
        {
            string? type = null;
            foreach (var member in this[Fields.SystemNotificationInfo].Members)
            {
                type = member.Name.SequenceEqual("type"u8) ? member.Value.GetText() : type;
            }

            return type;
        }

        init => Set(Fields.SystemNotificationInfo, value is null ? null : new MParticleAttributes { ["type"] = value });
    }

    internal override Utf8Names FieldNames => _names.Names;

    /// <summary>Takes the values that were found under the names of all types of events.</summary>
    internal void Take(JsonSource source, in EventFields found)
    {
        Attach(source);
        _names.Take(in found, Positions);
    }

    internal static class Fields
    {
        internal const int EventId = 0;
        internal const int Id = 1;
        internal const int EventNumber = 2;
        internal const int SourceMessageId = 3;
        internal const int SourceId = 4;
        internal const int SessionId = 5;
        internal const int SessionUuid = 6;
        internal const int SessionStart = 7;
        internal const int EventStart = 8;
        internal const int Timestamp = 9;
        internal const int Location = 10;
        internal const int DeviceState = 11;
        internal const int CustomAttributes = 12;
        internal const int CustomFlags = 13;
        internal const int IsGoalDefined = 14;
        internal const int LifetimeValueChange = 15;
        internal const int LifetimeValueAttributeName = 16;
        internal const int DataConnectionType = 17;
        internal const int ViewController = 18;
        internal const int CanonicalName = 19;
        internal const int PageUrl = 20;
        internal const int IsMainThread = 21;
        internal const int ActiveTimeOnSiteMilliseconds = 22;
        internal const int SystemNotificationInfo = 23;
        internal const int Count = 24;
    }
}
