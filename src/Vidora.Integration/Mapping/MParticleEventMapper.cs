using System.Collections.Frozen;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;

namespace Vidora.Integration;

/// <summary>
/// Turns mParticle batches into Vidora events (our rules, part of the public contract). A pure function: it never throws
/// because of data, keeps no state, reads no clock, and may be used by any number of threads at once.
/// </summary>
public sealed class MParticleEventMapper
{
    private static readonly FrozenSet<string> _allPlatforms = VidoraMappingOptions.AllPlatforms.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A buffer for the next batch of this thread: making one costs more than mapping a small batch.</summary>
    [ThreadStatic]
    private static VidoraEventBuffer? _spare;

    private readonly FrozenSet<string> _environments;
    private readonly FrozenSet<string> _platforms;
    private readonly FrozenSet<string> _eventTypes;
    private readonly bool _excludePersonalData;
    private readonly bool _withEnvironment;

    /// <summary>Makes a mapper.</summary>
    /// <param name="options">What is forwarded; the default options when null. Read once, here.</param>
    /// <exception cref="ArgumentException">An option names a platform or a type of event that there is not.</exception>
    public MParticleEventMapper(VidoraMappingOptions? options = null)
    {
        options ??= new VidoraMappingOptions();
        _environments = options.Environments.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _platforms = Words(options.Platforms, VidoraMappingOptions.AllPlatforms, nameof(options.Platforms));
        _eventTypes = Words(options.EventTypes, VidoraMappingOptions.AllEventTypes, nameof(options.EventTypes));
        _excludePersonalData = options.ExcludePersonalData;
        _withEnvironment = _environments.Any(environment => !environment.Equals("production", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Maps a batch. The result is independent of the batch's memory.</summary>
    /// <param name="batch">The batch.</param>
    public MappingResult Map(MParticleBatch batch)
    {
        var buffer = _spare ?? new VidoraEventBuffer();
        _spare = null;
        Map(batch, buffer);
        var result = buffer.ToResult();
        buffer.Clear();
        _spare = buffer.IsLarge ? null : buffer;
        return result;
    }

    /// <summary>Maps a batch and adds what becomes of it to a buffer that is used again and again.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="output">Gets the events and issues.</param>
    internal void Map(MParticleBatch batch, VidoraEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(output);
        var notifications = batch[MParticleBatch.Fields.SystemNotifications].Items.MoveNext() ? batch.SystemNotifications : [];
        var inputs = batch.Events.Count + notifications.Count;
        if (inputs == 0)
        {
            // Normal: profiles change without an event, and receivers are tried out this way.
            return;
        }

        var platform = PlatformOf(batch);
        output.InputEvents += inputs;
        if (Refusal(batch, platform) is { } code)
        {
            output.Report(new MappingIssue(code, null, null, inputs));
            return;
        }

        var writer = output.Writer;
        writer.BeginBatch(batch, batch.Mpid!.Value);
        ContextMapping.Write(batch, platform, _withEnvironment, _excludePersonalData, writer.Context);
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var before = output.Count;
            Count(output, before, writer.IsTooLarge ? null : Map(batch.Events[i], i, writer), i, null);
        }

        for (var i = 0; i < notifications.Count; i++)
        {
            var before = output.Count;
            var path = $"system_notifications[{i}]";
            Count(output, before, writer.IsTooLarge ? null : Map(notifications[i], path, writer), null, path);
        }
    }

    private static void Count(VidoraEventBuffer output, int before, MappingIssue? refusal, int? index, string? path)
    {
        if (output.Writer.IsTooLarge)
        {
            output.RollBack(before);
            output.Report(new MappingIssue(MappingIssueCode.OutputTooLarge, index, path, 1));
        }
        else if (refusal is { } issue)
        {
            output.Report(issue);
        }
        else
        {
            output.ForwardedInputEvents++;
        }
    }

    private static FrozenSet<string> Words(IReadOnlyCollection<string> chosen, IReadOnlyCollection<string> all, string option)
    {
        foreach (var word in chosen)
        {
            if (!all.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"{option} has no \"{word}\". Use any of: {string.Join(", ", all)}.", option);
            }
        }

        return chosen.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string PlatformOf(MParticleBatch batch) => batch.DeviceInfo?.Platform?.Value ?? MParticlePlatform.Unknown.Value;

    private MappingIssueCode? Refusal(MParticleBatch batch, string platform)
    {
        if (batch.Mpid is null)
        {
            return MappingIssueCode.MissingMpid;
        }

        if (!_environments.Contains(batch.Environment.Value))
        {
            return MappingIssueCode.EnvironmentNotForwarded;
        }

        // A platform that mParticle adds one day is forwarded with the unknown ones, under its own name.
        var known = _allPlatforms.Contains(platform) ? platform : MParticlePlatform.Unknown.Value;
        return _platforms.Contains(known) ? null : MappingIssueCode.PlatformNotForwarded;
    }

    /// <summary>Writes what becomes of an event; the reason when nothing does.</summary>
    private MappingIssue? Map(MParticleEvent @event, int index, EventWriter writer)
    {
        var type = @event.EventType.Value;
        if (@event is UnknownMParticleEvent)
        {
            return new(MappingIssueCode.UnknownEventType, index, type.Length == 0 ? null : type, 1);
        }

        if (!_eventTypes.Contains(type))
        {
            return new MappingIssue(MappingIssueCode.EventTypeNotForwarded, index, type, 1);
        }

        switch (@event)
        {
            case CustomEvent:
                return MapNamed(@event, CustomEvent.Fields.EventName, "event_name", writer, index);
            case AttributionEvent:
                return MapNamed(@event, AttributionEvent.Fields.Name, "name", writer, index);
            case CommerceEvent commerce:
                return CommerceMapping.Write(commerce, index, writer) ? null : new MappingIssue(MappingIssueCode.UnknownEventType, index, type, 1);
            case UserAttributeChangeEvent change:
                return ChangeMapping.WriteAttributes(change, index, _excludePersonalData, writer)
                    ? null
                    : new MappingIssue(MappingIssueCode.EventTypeNotForwarded, index, type, 1);
            case UserIdentityChangeEvent when _excludePersonalData:
                return new MappingIssue(MappingIssueCode.EventTypeNotForwarded, index, type, 1);
            case UserIdentityChangeEvent change:
                return ChangeMapping.WriteIdentities(change, index, writer) ? null : new MappingIssue(MappingIssueCode.InvalidValue, index, type, 1);
            default:
                writer.BeginInput(index, @event, 1);
                writer.Begin(type, type);
                if (@event is ScreenViewEvent)
                {
                    NamedMapping.ScreenView.Write(@event, writer.Event);
                }
                else
                {
                    LifecycleMapping.Write(@event, writer.Event);
                }

                writer.End();
                return null;
        }
    }

    private static MappingIssue? MapNamed(MParticleEvent @event, int nameField, string path, EventWriter writer, int index)
    {
        var name = @event[nameField];
        if (!name.HasText)
        {
            return new(MappingIssueCode.MissingEventName, index, path, 1);
        }

        writer.BeginInput(index, @event, 1);
        writer.Begin(name, @event.Positions[nameField], path, MParticleEventType.CustomEvent.Value);
        (@event is AttributionEvent ? NamedMapping.Attribution : NamedMapping.Custom).Write(@event, writer.Event);
        writer.End();
        return null;
    }

    private MappingIssue? Map(MParticleSystemNotification notification, string path, EventWriter writer)
    {
        if (ChangeMapping.ConsentEventType(notification) is not { } type)
        {
            return new(MappingIssueCode.UnknownEventType, null, path, 1);
        }

        if (!_eventTypes.Contains(type))
        {
            return new(MappingIssueCode.EventTypeNotForwarded, null, path, 1);
        }

        writer.BeginNotification(path);
        ChangeMapping.WriteConsent(notification, type, path, writer);
        return null;
    }
}
