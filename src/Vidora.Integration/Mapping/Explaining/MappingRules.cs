using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Says the rules of the mapping in words, for each name that the library gives and for the customer's names.</summary>
internal static class MappingRules
{
    /// <summary>The rules of the maps whose names are the customer's.</summary>
    private static readonly Dictionary<ModelField, (string Group, string Rule)> _maps = new()
    {
        [MParticleEvent.Wire.CustomAttributes] = ("custom attributes", "a custom attribute of the event, under its own name"),
        [MParticleProduct.Wire.CustomAttributes] = ("product attributes", "a custom attribute of the product, as product_<name>"),
        [MParticleBatch.Wire.UserAttributes] = ("user attributes", "a user attribute, as user_<name>"),
        [MParticleBatch.Wire.UserAttributeLists] = ("user attributes", "a user attribute, as user_<name>"),
    };

    /// <summary>Gets the rules by the names that the library gives.</summary>
    public static IReadOnlyDictionary<string, (string Group, string Rule)> ByName { get; } = Declare();

    /// <summary>Returns the rule that made a field.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="sources">The fields of the document that it comes from.</param>
    /// <param name="isRenamed">Whether the name has a number, because it was taken.</param>
    public static (string Group, string Rule) Of(string name, IReadOnlyList<DocumentField> sources, bool isRenamed)
    {
        var place = sources.Count > 0 ? sources[0] : null;
        if (place?.Declared is { } declared && _maps.TryGetValue(declared, out var rule))
        {
            return isRenamed ? (rule.Group, $"{rule.Rule}, numbered because the name was taken") : rule;
        }

        return place is not null && place.Root == MParticleBatch.Wire.ConsentState
            ? ("consent", name.StartsWith("consent_ccpa", StringComparison.Ordinal)
                ? "the CCPA consent of a purpose; true means opted out of sale"
                : "the GDPR consent of a purpose")
            : ByName[name];
    }

    private static Dictionary<string, (string Group, string Rule)> Declare()
    {
        var rules = new Dictionary<string, (string, string)>(StringComparer.Ordinal);

        const string Every = "every event";
        Add(Every, "the MPID, exact to 64 bits", EventWriter.UserId);
        Add(Every, "the event's name, its action, or its type", EventWriter.Type);
        Add(Every, "the event's time in whole seconds, else the batch's", EventWriter.Timestamp);
        Add(Every, "event_id, else source_message_id, else id; numbered where one event becomes several", EventWriter.EventId);
        Add(Every, "mParticle's type of the event", EventWriter.EventType);
        Add(Every, "the session", EventWriter.SessionId);

        const string Own = "the event's own fields";
        Add(Own, "the custom event's type", [.. NamedMapping.Custom.Names]);
        Add(Own, "the screen", [.. NamedMapping.ScreenView.Names]);
        Add(Own, "the change of the app's state", [LifecycleMapping.TransitionType, .. LifecycleMapping.StateTransition.Names]);
        Add(Own, "the length of the session, in milliseconds", [.. LifecycleMapping.SessionEnd.Names]);
        Add(Own, "the push message, without token and payload", [LifecycleMapping.PushMessageType, .. LifecycleMapping.PushMessage.Names]);
        Add(Own, "true when push was registered, false when it was given up", [.. LifecycleMapping.PushRegistration.Names]);
        Add(Own, "the change of a user attribute, one event each", ChangeMapping.OldValue, ChangeMapping.NewValue, ChangeMapping.IsNewAttribute);
        Add(Own, "the attribute: user_attribute_name, or the name in added or removed", ChangeMapping.AttributeName);
        Add(Own, "whether the attribute was deleted: deleted, or that it is in removed only", ChangeMapping.Deleted);
        Add(Own, "the kind of identity that changed, never the identity", ChangeMapping.IdentityType);
        Add(Own, "computed: added, changed or removed, from whether there is an identity before and after", ChangeMapping.IdentityChange);
        Add(Own, "the crash, without its texts", [.. LifecycleMapping.CrashReport.Names]);
        Add(Own, "the change of a consent", ChangeMapping.Purpose, ChangeMapping.Consented, ChangeMapping.PreviouslyConsented);
        Add(Own, "the attribution", [.. NamedMapping.Attribution.Names]);

        const string Order = "commerce";
        Add(Order, "an amount of the order, on its first event only", [.. CommerceMapping.Amounts.Names]);
        Add(Order, "a field of the order or action, on each of its events", [.. CommerceMapping.Event.Names, .. CommerceMapping.ProductAction.Names]);
        Add(Order, "the list of the impression", [.. CommerceMapping.Impression.Names]);
        Add("product", "a field of the product; each product is an event", [.. CommerceMapping.Product.Names]);
        Add("product", "computed: the index of the product, from 0", CommerceMapping.ProductIndex);
        Add("product", "computed: the number of products", CommerceMapping.ProductCount);
        Add("promotion", "a field of the promotion; each promotion is an event", [.. CommerceMapping.Promotion.Names]);

        Add("batch", "the device's platform; unknown when the batch does not say", ContextMapping.Platform);
        Add("batch", "the batch's environment, where more than production is forwarded; production when it does not say", ContextMapping.Environment);
        Add("app", "a field of the app", [.. ContextMapping.Application.Names]);
        Add("device", "a field of the device, on the allow-list", [.. ContextMapping.DeviceInfo.Names]);
        Add("device", "the HTTP User Agent, unless ExcludePersonalData", [.. ContextMapping.ExcludableDeviceInfo.Names]);
        return rules;

        void Add(string group, string sentence, params ReadOnlySpan<FieldName> names)
        {
            foreach (var name in names)
            {
                rules.TryAdd(name.ToString(), (group, sentence));
            }
        }
    }
}
