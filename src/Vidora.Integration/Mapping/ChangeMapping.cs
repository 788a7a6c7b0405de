using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Fields;
using Consent = Vidora.Integration.MParticle.MParticleConsent.Fields;
using Notification = Vidora.Integration.MParticle.MParticleSystemNotification.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>Writes changes of user attributes, identities and consent, one event for each; README, "Fields of an event type".</summary>
internal static class ChangeMapping
{
    public static readonly FieldName AttributeName = "attribute_name";
    public static readonly FieldName OldValue = "old_value";
    public static readonly FieldName NewValue = "new_value";
    public static readonly FieldName Deleted = "deleted";
    public static readonly FieldName IsNewAttribute = "is_new_attribute";
    public static readonly FieldName IdentityType = "identity_type";
    public static readonly FieldName IdentityChange = "change";
    public static readonly FieldName Purpose = "purpose";
    public static readonly FieldName Consented = "consented";
    public static readonly FieldName PreviouslyConsented = "previously_consented";

    /// <summary>Gets the names of each type of event.</summary>
    public static (EventKind Kind, FieldName[] Names)[] Rows =>
    [
        (EventKind.AttributeChange, [AttributeName, OldValue, NewValue, Deleted, IsNewAttribute]),
        (EventKind.IdentityChange, [IdentityType, IdentityChange]),
        (EventKind.Consent, [Purpose, Consented, PreviouslyConsented]),
    ];

    /// <summary>Writes the changes of attributes. Returns false when none of them is forwarded.</summary>
    public static bool WriteAttributes(UserAttributeChangeEvent @event, int index, AttributeRules? rules, EventWriter writer)
    {
        var all = @event.Changes;
        var isMap = @event[Change.Added].Shape == JsonTokenShape.Map || @event[Change.Removed].Shape == JsonTokenShape.Map;
        var changes = all.Where(change => IsForwarded(change.Name, rules)).ToList();
        var type = MParticleEventType.UserAttributeChange.Value;
        if (!writer.BeginInput(index, @event, changes.Count))
        {
            return true;
        }

        if (changes.Count > 0 && changes.Count < all.Count)
        {
            writer.Report(MappingIssueCode.EventTypeNotForwarded, type);
        }

        foreach (var change in changes)
        {
            var name = Encoding.UTF8.GetBytes(change.Name ?? "");
            writer.Begin(type, type, EventKind.AttributeChange);
            writer.Event.Word(AttributeName, change.Name, PositionOf(Change.Name));
            WriteValue(OldValue, change.OldValue, name, PositionOf(Change.Old), writer.Event);
            WriteValue(NewValue, change.NewValue, name, PositionOf(Change.New), writer.Event);
            WriteBoolean(Deleted, change.Deleted, PositionOf(Change.Deleted), writer.Event);
            WriteBoolean(IsNewAttribute, change.IsNewAttribute, PositionOf(Change.IsNewAttribute), writer.Event);
            writer.End();
        }

        return changes.Count > 0;

        // The name in a map is the attribute's, so the map's changes have no positions of their own.
        JsonPosition PositionOf(int field) => isMap ? default : @event.Positions[field];
    }

    /// <summary>Writes the changes of identities, never an identity. Returns false when there is none.</summary>
    public static bool WriteIdentities(UserIdentityChangeEvent @event, int index, EventWriter writer)
    {
        var changes = @event.Changes.Where(change => change.New?.Value is not null || change.Old?.Value is not null).ToList();
        var type = MParticleEventType.UserIdentityChange.Value;
        if (!writer.BeginInput(index, @event, changes.Count))
        {
            return true;
        }

        foreach (var change in changes)
        {
            var identity = change.New?.Type is null && change.Old is not null ? change.Old : change.New!;
            writer.Begin(type, type, EventKind.IdentityChange);
            writer.Event.Word(IdentityType, change.IdentityType, identity.Positions[MParticleIdentity.Fields.Type]);
            writer.Event.Word(IdentityChange, change.Old?.Value is null ? "added" : change.New?.Value is null ? "removed" : "changed");
            writer.End();
        }

        return changes.Count > 0;
    }

    /// <summary>Returns the type of the event that a change of consent becomes; null when it becomes none.</summary>
    public static string? ConsentEventType(MParticleSystemNotification notification) => notification.Type switch
    {
        "gdpr_change" or "gdpr_consent_state" => "gdpr_consent_change",
        "ccpa_change" or "ccpa_consent_state" => "ccpa_consent_change",
        _ => null,
    };

    public static void WriteConsent(MParticleSystemNotification notification, string type, string path, EventWriter writer)
    {
        var current = notification.Current;
        writer.Begin(type, type, EventKind.Consent, notification.Positions[Notification.Type], current is null ? default : current.Positions[Consent.Timestamp]);
        writer.Event.Field(Purpose, FieldKind.Text, notification.Json, notification.Positions[Notification.Purpose], $"{path}.purpose");
        if (current is not null)
        {
            writer.Event.Field(Consented, FieldKind.Boolean, current.Json, current.Positions[Consent.Consented], $"{path}.current.consented");
        }

        if (notification.Old is { } old)
        {
            writer.Event.Field(PreviouslyConsented, FieldKind.Boolean, old.Json, old.Positions[Consent.Consented], $"{path}.old.consented");
        }

        writer.End();
    }

    private static bool IsForwarded(string? name, AttributeRules? rules)
    {
        var utf8 = Encoding.UTF8.GetBytes(name ?? "");
        return !PersonalData.IsPrediction(utf8) && (rules is null || !(rules.LeavesOut(utf8) || (rules.ExcludesPersonalData && PersonalData.IsReserved(utf8))));
    }

    private static void WriteValue(FieldName name, VidoraValue? value, ReadOnlySpan<byte> attribute, JsonPosition source, FieldWriter writer)
    {
        if (value is { } known)
        {
            writer.Value(name, new JsonToken(Encoding.UTF8.GetBytes(known.Json)), attribute, source);
        }
    }

    private static void WriteBoolean(FieldName name, bool? value, JsonPosition source, FieldWriter writer)
    {
        if (value is { } known)
        {
            writer.Boolean(name, known, source);
        }
    }
}
