using System.Collections.Frozen;
using System.Globalization;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;
using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>
/// Maps mParticle batches to Vidora events, by the rules in <c>Mapping/README.md</c>. Never throws because of data, keeps no
/// state, reads no clock. Thread-safe.
/// </summary>
public sealed class MParticleEventMapper
{
    private static readonly FrozenSet<string> _allPlatforms = VidoraMappingOptions.AllPlatforms.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The buffer for the next batch of this thread. Creating one costs more than mapping a small batch.</summary>
    [ThreadStatic]
    private static VidoraEventBuffer? _spare;

    private readonly FrozenSet<string> _environments;
    private readonly FrozenSet<string> _platforms;
    private readonly FrozenSet<string> _eventTypes;
    private readonly AttributeRules? _rules;
    private readonly CommerceMode _commerce;
    private readonly bool _excludePersonalData;
    private readonly bool _withEnvironment;

    /// <summary>Creates a mapper.</summary>
    /// <param name="options">The options, read once. Default: the default options.</param>
    /// <exception cref="ArgumentException">Throws when an option has a word that is not of its set.</exception>
    public MParticleEventMapper(VidoraMappingOptions? options = null)
    {
        options ??= new VidoraMappingOptions();
        var failures = new Failures(nameof(VidoraMappingOptions), account: null);
        options.CheckWords(failures);
        if (failures.Messages.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', failures.Messages), nameof(options));
        }

        _environments = options.Environments.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _platforms = options.Platforms.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _eventTypes = options.EventTypes.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _rules = AttributeRules.Of(options);
        _commerce = options.Commerce;
        _excludePersonalData = options.ExcludePersonalData;
        _withEnvironment = _environments.Any(environment => !environment.Equals("production", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Gets the types of events that are forwarded; names are compared without case.</summary>
    internal IReadOnlySet<string> EventTypes => _eventTypes;

    /// <summary>Gets the platforms that are forwarded; names are compared without case.</summary>
    internal IReadOnlySet<string> Platforms => _platforms;

    /// <summary>Gets whether personal data is left out.</summary>
    internal bool ExcludesPersonalData => _excludePersonalData;

    /// <summary>Maps a batch. The result does not depend on the batch's memory.</summary>
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

    /// <summary>Maps a batch and adds the events and issues to a buffer.</summary>
    internal void Map(MParticleBatch batch, VidoraEventBuffer output)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(output);
        var notifications = batch[MParticleBatch.Fields.SystemNotifications].Items.MoveNext() ? batch.SystemNotifications : [];
        var inputs = batch.Events.Count + notifications.Count;
        if (inputs == 0)
        {
            // A batch without events is normal: a profile changed, or someone tests the endpoint.
            return;
        }

        output.InputEvents += inputs;
        var platform = ContextMapping.PlatformOf(batch);
        if (Refusal(batch, platform.Word) is { } code)
        {
            output.Report(new MappingIssue(code, null, null, inputs));
            return;
        }

        var before = output.Mark();
        Map(batch, notifications, platform, isContextOnce: false, output);
        if (output.Writer is { IsTooLarge: true, HasFanOut: true })
        {
            // The context repeats itself with every product, so it is most of what is too large.
            output.RollBack(before);
            output.Report(new MappingIssue(MappingIssueCode.ContextOmitted, null, null));
            Map(batch, notifications, platform, isContextOnce: true, output);
        }
    }

    private void Map(
        MParticleBatch batch,
        IReadOnlyList<MParticleSystemNotification> notifications,
        (string Word, JsonPosition Position) platform,
        bool isContextOnce,
        VidoraEventBuffer output)
    {
        var writer = output.Writer;
        writer.BeginBatch(batch, notifications, batch.Mpid!.Value, _rules, isContextOnce);
        ContextMapping.Write(batch, platform, _withEnvironment, _excludePersonalData, writer);
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var before = output.Count;
            Count(output, before, writer.IsTooLarge ? null : Map(batch.Events[i], i, writer), i, null);
        }

        for (var i = 0; i < notifications.Count; i++)
        {
            var before = output.Count;
            var path = $"system_notifications[{i}]";
            Count(output, before, writer.IsTooLarge ? null : Map(notifications[i], path, i, writer), null, path);
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

    private MappingIssueCode? Refusal(MParticleBatch batch, string platform)
    {
        if (batch.Mpid is null)
        {
            // 0 is absent, in any form.
            var mpid = batch[MParticleBatch.Fields.Mpid];
            return mpid.IsAbsent || mpid.IsBlank || (double.TryParse(mpid.Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == 0)
                ? MappingIssueCode.MissingMpid
                : MappingIssueCode.InvalidMpid;
        }

        if (!_environments.Contains(batch.Environment.Value))
        {
            return MappingIssueCode.EnvironmentNotForwarded;
        }

        // A platform that is not known is forwarded with the unknown ones, under its own name.
        var known = _allPlatforms.Contains(platform) ? platform : MParticlePlatform.Unknown.Value;
        return _platforms.Contains(known) ? null : MappingIssueCode.PlatformNotForwarded;
    }

    /// <summary>Writes the events that an event becomes. Returns the reason when it becomes none.</summary>
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
                return CommerceMapping.Write(commerce, index, _commerce, writer) ? null : new MappingIssue(MappingIssueCode.UnknownEventType, index, type, 1);
            case UserAttributeChangeEvent change:
                return ChangeMapping.WriteAttributes(change, index, _rules, writer)
                    ? null
                    : new MappingIssue(MappingIssueCode.EventTypeNotForwarded, index, type, 1);
            case UserIdentityChangeEvent when _excludePersonalData:
                return new MappingIssue(MappingIssueCode.EventTypeNotForwarded, index, type, 1);
            case UserIdentityChangeEvent change:
                return ChangeMapping.WriteIdentities(change, index, writer) ? null : new MappingIssue(MappingIssueCode.InvalidValue, index, type, 1);
            default:
                var (kind, table) = OwnFields.Of(@event);
                writer.BeginInput(index, @event, 1);
                writer.Begin(type, type, kind);
                table?.Write(@event, writer.Event);
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

        var (kind, table) = OwnFields.Of(@event);
        var type = MParticleEventType.CustomEvent.Value;
        writer.BeginInput(index, @event, 1);
        if (writer.Event.RejectIfPersonal(@event.Json, @event.Positions[nameField], path))
        {
            writer.Begin(type, type, kind);
        }
        else
        {
            writer.Begin(name, @event.Positions[nameField], path, type, kind);
        }

        table?.Write(@event, writer.Event);
        writer.End();
        return null;
    }

    private MappingIssue? Map(MParticleSystemNotification notification, string path, int index, EventWriter writer)
    {
        if (ChangeMapping.ConsentEventType(notification) is not { } type)
        {
            return new(MappingIssueCode.UnknownEventType, null, path, 1);
        }

        if (!_eventTypes.Contains(type))
        {
            return new(MappingIssueCode.EventTypeNotForwarded, null, path, 1);
        }

        if (notification is { Purpose: null, Current: null, Old: null })
        {
            return new(MappingIssueCode.InvalidValue, null, path, 1);
        }

        writer.BeginNotification(path, index);
        ChangeMapping.WriteConsent(notification, type, path, writer);
        return null;
    }
}
