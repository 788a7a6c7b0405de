using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>Reads the events of a Firehose message into the models that they share with the Events API.</summary>
internal static class FirehoseEvents
{
    private const int SessionStart = 0;
    private const int SessionEnd = 1;
    private const int Custom = 2;
    private const int ScreenView = 3;
    private const int Error = 4;
    private const int PrivacySettingChange = 5;
    private const int UserAttributeChange = 6;
    private const int UserIdentityChange = 7;
    private const int PushSubscription = 8;
    private const int ApplicationStateTransition = 9;
    private const int PushMessageReceipt = 10;
    private const int PushMessageOpen = 11;
    private const int ProductAction = 12;
    private const int PromotionAction = 13;
    private const int Impression = 14;
    private const int Attribution = 15;

    private static readonly Utf8Names _types = new(
        "session_start",
        "session_end",
        "custom_event",
        "screen_view",
        "error",
        "privacy_setting_change",
        "user_attribute_change",
        "user_identity_change",
        "push_subscription",
        "application_state_transition",
        "push_message_receipt",
        "push_message_open",
        "product_action",
        "promotion_action",
        "impression",
        "attribution");

    private static readonly int _isCrash = EventNames.All.Find("is_crash"u8);

    /// <summary>Reads the list under the cursor.</summary>
    public static MParticleEvent[]? Read(ref JsonCursor cursor, JsonSource source) => JsonDocuments.ReadEvents(ref cursor, source, ReadEvent);

    private static MParticleEvent ReadEvent(ref JsonCursor cursor, JsonSource source, ref EventFields found)
    {
        var start = cursor.Position;
        if (cursor.IsObject)
        {
            JsonDocuments.ReadEventFields(ref cursor, ref found);
        }
        else
        {
            cursor.TakeValue();
        }

        return Create(source, start, in found);
    }

    private static MParticleEvent Create(JsonSource source, int start, in EventFields found)
    {
        var typeName = source.At(found[EventNames.Type]);
        var type = typeName.FindIn(_types);
        MParticleEvent? model = type switch
        {
            SessionStart => new SessionStartEvent(),
            SessionEnd => new SessionEndEvent(),
            Custom => new CustomEvent(),
            ScreenView => new ScreenViewEvent(),
            Error when source.At(found[_isCrash]).GetBoolean() == true => new CrashReportEvent(),
            Error => new ErrorEvent(),
            PrivacySettingChange => new PrivacySettingChangeEvent(),
            UserAttributeChange => new UserAttributeChangeEvent(),
            UserIdentityChange => new UserIdentityChangeEvent(),
            PushSubscription => new PushRegistrationEvent(),
            ApplicationStateTransition => new ApplicationStateTransitionEvent(),
            PushMessageReceipt or PushMessageOpen => new PushMessageEvent(),
            ProductAction or PromotionAction or Impression => new CommerceEvent(),
            Attribution => new AttributionEvent(),
            _ => null,
        };
        if (model is null)
        {
            return JsonDocuments.Unknown(typeName.GetText(), start, source, found);
        }

        model.Take(source, in found);
        Translate(model, type, start);
        return model;
    }

    /// <summary>Translates the words and places of Firehose into those of the models.</summary>
    private static void Translate(MParticleEvent model, int type, int start)
    {
        var positions = model.Positions;
        switch (model)
        {
            case PushRegistrationEvent registration:
                positions[PushRegistrationEvent.Fields.Register] = registration[PushRegistrationEvent.Fields.Register].GetText()?.ToLowerInvariant() switch
                {
                    "subscribe" => JsonConstants.True,
                    "unsubscribe" => JsonConstants.False,
                    _ => default,
                };
                break;
            case PushMessageEvent:
                positions[PushMessageEvent.Fields.MessageType] = type == PushMessageOpen ? JsonConstants.PushAction : JsonConstants.PushReceived;
                break;
            case CommerceEvent:
                // The fields of an action are the event's own.
                positions[CommerceEvent.Fields.ProductAction] = type == ProductAction ? JsonPosition.At(start) : default;
                positions[CommerceEvent.Fields.PromotionAction] = type == PromotionAction ? JsonPosition.At(start) : default;
                if (type != Impression)
                {
                    positions[CommerceEvent.Fields.ProductImpressions] = default;
                }

                break;
        }
    }

}
