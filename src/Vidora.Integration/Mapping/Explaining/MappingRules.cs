using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Says the rules of the mapping in words, for each name that the library gives and for the customer's names.</summary>
internal static class MappingRules
{
    public const string Every = "every event";
    private const string Own = "the event's own fields";
    private const string Order = "commerce";
    private const string Product = "product";

    private static readonly (string Group, string Rule, IEnumerable<FieldName> Names)[] _rules =
    [
        (Every, "the MPID, exact to 64 bits", [EventWriter.UserId]),
        (Every, "the event's name, its action, or its type", [EventWriter.Type]),
        (Every, "the event's time in whole seconds, else the batch's", [EventWriter.Timestamp]),
        (Every, "the event's time in milliseconds, when it is known to the millisecond", [EventWriter.TimestampMilliseconds]),
        (Every, "the SDK's id of the message, which stays the same when it is uploaded twice", [EventWriter.SourceMessageId]),
        (Every, "the start of the session in whole seconds", [EventWriter.SessionStart]),
        (Every, "a field that any event may have", EventWriter.Common.Names),
        (Every, "event_id, else source_message_id, else id; numbered where one event becomes several", [EventWriter.EventId]),
        (Every, "mParticle's type of the event", [EventWriter.EventType]),
        (Every, "session_id, else session_uuid", [EventWriter.SessionId]),
        (Own, "the custom event's type", OwnFields.Custom.Names),
        (Own, "the attribution", OwnFields.Attribution.Names),
        (Own, "the screen", OwnFields.ScreenView.Names),
        (Own, "the change of the app's state", OwnFields.StateTransition.Names),
        (Own, "the length of the session, in milliseconds", OwnFields.SessionEnd.Names),
        (Own, "the push message, without token and payload", OwnFields.PushMessage.Names),
        (Own, "true when push was registered, false when it was given up", OwnFields.PushRegistration.Names),
        (Own, "the crash, without its texts", OwnFields.CrashReport.Names),
        (Own, "the change of a user attribute, one event each", [ChangeMapping.OldValue, ChangeMapping.NewValue, ChangeMapping.IsNewAttribute]),
        (Own, "the attribute: user_attribute_name, or the name in added or removed", [ChangeMapping.AttributeName]),
        (Own, "whether the attribute was deleted: deleted, or that it is in removed only", [ChangeMapping.Deleted]),
        (Own, "the kind of identity that changed, never the identity", [ChangeMapping.IdentityType]),
        (Own, "computed: added, changed or removed, from whether there is an identity's value before and after", [ChangeMapping.IdentityChange]),
        (Own, "the change of a consent", [ChangeMapping.Purpose, ChangeMapping.Consented, ChangeMapping.PreviouslyConsented]),
        (Order, "an amount of the order, on its first event only", CommerceMapping.Amounts.Names),
        (Order, "a field of the order or action, on each of its events", [.. CommerceMapping.Event.Names, .. CommerceMapping.ProductAction.Names]),
        (Order, "the list of the impression", CommerceMapping.Impression.Names),
        (Product, "a field of the product; each product is an event", CommerceMapping.Product.Names),
        (Product, "computed: the index of the product, from 0", [CommerceMapping.ProductIndex]),
        (Product, "computed: the number of products", [CommerceMapping.ProductCount]),
        (Order, "the products' field as a list, where Commerce has an event for the order", [CommerceMapping.ProductIds, CommerceMapping.ProductNames]),
        ("promotion", "a field of the promotion; each promotion is an event", CommerceMapping.Promotion.Names),
        ("batch", "the device's platform, else the app's operating system; unknown when the batch does not say", [ContextMapping.Platform]),
        ("batch", "the batch's environment, where more than production is forwarded; production when it does not say", [ContextMapping.Environment]),
        ("batch", "the channel that the batch came through", ContextMapping.Channel.Names),
        ("batch", "the source of the batch", ContextMapping.Source.Names),
        ("batch", "true when the batch has the id of a replay", [ContextMapping.IsReplay]),
        ("batch", "the attribution of the install", ContextMapping.Attribution.Names),
        ("consent", "the GDPR consent without a purpose", [ContextMapping.FlatGdprConsent]),
        ("app", "a field of the app", ContextMapping.Application.Names),
        ("device", "a field of the device, on the allow-list", ContextMapping.DeviceInfo.Names),
        ("device", "the HTTP User Agent, unless ExcludePersonalData", ContextMapping.ExcludableDeviceInfo.Names),
    ];

    /// <summary>The rules of the maps whose names are the customer's.</summary>
    private static readonly Dictionary<ModelField, (string Group, string Rule)> _maps = new()
    {
        [MParticleEvent.Wire.CustomAttributes] = ("custom attributes", "a custom attribute of the event, under its own name"),
        [MParticleProduct.Wire.CustomAttributes] = ("product attributes", "a custom attribute of the product, as product_<name>"),
        [MParticleBatch.Wire.UserAttributes] = ("user attributes", "a user attribute, as user_<name>"),
        [MParticleBatch.Wire.UserAttributeLists] = ("user attributes", "a user attribute, as user_<name>"),
    };

    /// <summary>Gets the rules by the names that the library gives. Screens and commerce events have a name in common.</summary>
    public static IReadOnlyDictionary<string, (string Group, string Rule)> ByName { get; } = _rules
        .SelectMany(rule => rule.Names.Select(name => (Name: name.ToString(), Rule: (rule.Group, rule.Rule))))
        .DistinctBy(pair => pair.Name)
        .ToDictionary(pair => pair.Name, pair => pair.Rule);

    /// <summary>Returns the rule that made a field.</summary>
    public static (string Group, string Rule) Of(string name, IReadOnlyList<DocumentField> sources, bool isRenamed)
    {
        var source = sources.Count > 0 ? sources[0] : null;
        if (source?.Declared is { } declared && _maps.TryGetValue(declared, out var rule))
        {
            return isRenamed ? (rule.Group, $"{rule.Rule}; renamed because the name is reserved or taken")
                : declared == MParticleBatch.Wire.UserAttributes && source.HasNoValue ? (rule.Group, "a tag: a user attribute without a value, as user_<name>: true")
                : rule;
        }

        if (source?.Declared is { } id && (id == MParticleBatch.Wire.BatchId || id == MParticleBatch.Wire.MessageId))
        {
            return (Every, "the id of the batch or message, numbered for each change of consent");
        }

        var isConsent = source is not null && source.Root == MParticleBatch.Wire.ConsentState;
        return !isConsent ? ByName[name]
            : name.StartsWith("consent_ccpa", StringComparison.Ordinal) ? ("consent", "the CCPA consent of a purpose; true means opted out of sale")
            : ("consent", "the GDPR consent of a purpose");
    }
}
