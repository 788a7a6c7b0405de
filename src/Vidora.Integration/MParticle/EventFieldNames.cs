using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// The fields of one type of event: those that all events have, then its own. An event is read before its type is known
/// (the discriminator comes last as often as first), so its fields are first taken under <see cref="All"/>, the names of
/// all types together, and then handed to the model of the right type.
/// </summary>
internal sealed class EventFieldNames
{
    private static readonly (string Names, int Field)[] _common =
    [
        ("event_id", MParticleEvent.Fields.EventId),
        ("id", MParticleEvent.Fields.Id),
        ("event_num", MParticleEvent.Fields.EventNumber),
        ("source_message_id", MParticleEvent.Fields.SourceMessageId),
        ("source_id", MParticleEvent.Fields.SourceId),
        ("session_id", MParticleEvent.Fields.SessionId),
        ("session_uuid", MParticleEvent.Fields.SessionUuid),
        ("session_start_unixtime_ms|session_start_unixtime", MParticleEvent.Fields.SessionStart),
        ("event_start_unixtime_ms", MParticleEvent.Fields.EventStart),
        ("timestamp_unixtime_ms|timestamp_ms", MParticleEvent.Fields.Timestamp),
        ("location", MParticleEvent.Fields.Location),
        ("device_current_state", MParticleEvent.Fields.DeviceState),
        ("custom_attributes|attributes", MParticleEvent.Fields.CustomAttributes),
        ("custom_flags", MParticleEvent.Fields.CustomFlags),
        ("is_goal_defined", MParticleEvent.Fields.IsGoalDefined),
        ("lifetime_value_change", MParticleEvent.Fields.LifetimeValueChange),
        ("lifetime_value_attribute_name", MParticleEvent.Fields.LifetimeValueAttributeName),
        ("data_connection_type", MParticleEvent.Fields.DataConnectionType),
        ("view_controller", MParticleEvent.Fields.ViewController),
        ("canonical_name", MParticleEvent.Fields.CanonicalName),
        ("page_url", MParticleEvent.Fields.PageUrl),
        ("is_main_thread", MParticleEvent.Fields.IsMainThread),
        ("active_time_on_site_ms", MParticleEvent.Fields.ActiveTimeOnSiteMilliseconds),
        ("event_system_notification_info", MParticleEvent.Fields.SystemNotificationInfo),
    ];

    private static readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { ["event_type"] = EventType, ["type"] = Type };

    /// <summary>The field of each name in <see cref="All"/>, -1 for the names that only other types have.</summary>
    private readonly int[] _fields = new int[EventFields.MaxNames];

    public EventFieldNames(params ReadOnlySpan<(string Names, int Field)> own)
    {
        (string Names, int Field)[] fields = [.. _common, .. own];
        Names = new Utf8Names(fields);
        _fields.AsSpan().Fill(-1);
        lock (_numbers)
        {
            foreach (var (names, field) in fields)
            {
                foreach (var name in names.Split('|'))
                {
                    if (!_numbers.TryGetValue(name, out var number))
                    {
                        number = _numbers.Count;
                        _numbers.Add(name, number);
                    }

                    _fields[number] = field;
                }
            }
        }

    }

    /// <summary>The number of <c>event_type</c> among <see cref="All"/>.</summary>
    public const int EventType = 0;

    /// <summary>The number of <c>type</c> among <see cref="All"/>.</summary>
    public const int Type = 1;

    public Utf8Names Names { get; }

    /// <summary>The names of all types of events, each with a number of its own.</summary>
    public static Utf8Names All => AllNames.Value;

    /// <summary>
    /// Hands over those of the values found under <see cref="All"/> that this type of event has. Of a field with several names the
    /// last value counts; null under one name takes nothing away from another.
    /// </summary>
    public void Take(in EventFields found, Span<JsonPosition> positions)
    {
        foreach (var name in found.Names)
        {
            var field = _fields[name];
            if (field >= 0 && found[name].IsAfter(positions[field]))
            {
                positions[field] = found[name];
            }
        }
    }

    private static class AllNames
    {
        internal static readonly Utf8Names Value = Collect();

        private static Utf8Names Collect()
        {
            // Making one event of each type makes all their tables.
            MParticleEventTypes.CreateOneOfEach();
            lock (_numbers)
            {
                return new Utf8Names([.. _numbers.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value))]);
            }
        }
    }
}
