using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Consent = Vidora.Integration.MParticle.MParticleConsent.Fields;
using Notification = Vidora.Integration.MParticle.MParticleSystemNotification.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>Changes of a user's attributes, identities and consent: one event a change.</summary>
internal static class ChangeMapping
{
    /// <summary>Writes the changes of attributes; false when none of them is forwarded.</summary>
    public static bool WriteAttributes(UserAttributeChangeEvent @event, int index, bool excludePersonalData, EventWriter writer)
    {
        var all = @event.Changes;
        var changes = all.Where(change => IsForwarded(change.Name, excludePersonalData)).ToList();
        writer.BeginInput(index, @event, changes.Count);
        if (changes.Count > 0 && changes.Count < all.Count)
        {
            writer.Report(MappingIssueCode.EventTypeNotForwarded, "user_attribute_change");
        }

        foreach (var change in changes)
        {
            writer.Begin(MParticleEventType.UserAttributeChange.Value, MParticleEventType.UserAttributeChange.Value);
            writer.Event.Word(Fields.AttributeName, change.Name);
            WriteValue(Fields.OldValue, change.OldValue, writer);
            WriteValue(Fields.NewValue, change.NewValue, writer);
            WriteBoolean(Fields.Deleted, change.Deleted, writer);
            WriteBoolean(Fields.IsNewAttribute, change.IsNewAttribute, writer);
            writer.End();
        }

        return changes.Count > 0;
    }

    /// <summary>Writes the changes of identities, never an identity; false when there is none.</summary>
    public static bool WriteIdentities(UserIdentityChangeEvent @event, int index, EventWriter writer)
    {
        var changes = @event.Changes.Where(change => change.New is not null || change.Old is not null).ToList();
        writer.BeginInput(index, @event, changes.Count);
        foreach (var change in changes)
        {
            writer.Begin(MParticleEventType.UserIdentityChange.Value, MParticleEventType.UserIdentityChange.Value);
            writer.Event.Word(Fields.IdentityType, change.IdentityType);
            writer.Event.Word(Fields.Change, change.Old is null ? "added" : change.New is null ? "removed" : "changed");
            writer.End();
        }

        return changes.Count > 0;
    }

    /// <summary>The type of the event that a change of consent becomes, null when it is none.</summary>
    public static string? ConsentEventType(MParticleSystemNotification notification) => notification.Type switch
    {
        "gdpr_change" or "gdpr_consent_state" => "gdpr_consent_change",
        "ccpa_change" or "ccpa_consent_state" => "ccpa_consent_change",
        _ => null,
    };

    public static void WriteConsent(MParticleSystemNotification notification, string type, string path, EventWriter writer)
    {
        var current = notification.Current;
        writer.Begin(type, type, current is null ? default : current[Consent.Timestamp]);
        writer.Event.Field(Fields.Purpose, FieldKind.Text, notification.Json, notification.Positions[Notification.Purpose], $"{path}.purpose");
        if (current is not null)
        {
            writer.Event.Field(Fields.Consented, FieldKind.Boolean, current.Json, current.Positions[Consent.Consented], $"{path}.current.consented");
        }

        if (notification.Old is { } old)
        {
            writer.Event.Field(Fields.PreviouslyConsented, FieldKind.Boolean, old.Json, old.Positions[Consent.Consented], $"{path}.old.consented");
        }

        writer.End();
    }

    private static bool IsForwarded(string? name, bool excludePersonalData)
    {
        var utf8 = Encoding.UTF8.GetBytes(name ?? "");
        return !PersonalData.IsPrediction(utf8) && !(excludePersonalData && PersonalData.IsReserved(utf8));
    }

    private static void WriteValue(FieldName name, VidoraValue? value, EventWriter writer)
    {
        if (value is { } known)
        {
            writer.Event.Value(name, new JsonToken(Encoding.UTF8.GetBytes(known.Json)), name.ToString());
        }
    }

    private static void WriteBoolean(FieldName name, bool? value, EventWriter writer)
    {
        if (value is { } known)
        {
            writer.Event.Field(name, FieldKind.Boolean, default, known ? JsonConstants.True : JsonConstants.False, name.ToString());
        }
    }
}
