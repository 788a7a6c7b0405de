namespace Vidora.Integration.Mapping.Explaining;

/// <summary>The rules of the mapping in words: what each field that the library names is, and how it names the customer's.</summary>
internal static class MappingRules
{
    private static readonly MappingRule _custom = new("custom attributes", "a custom attribute of the event, under its own name");
    private static readonly MappingRule _product = new("product attributes", "a custom attribute of the product, as product_<name>");
    private static readonly MappingRule _user = new("user attributes", "a user attribute, as user_<name>");
    private static readonly MappingRule _gdpr = new("consent", "the GDPR consent of a purpose");
    private static readonly MappingRule _unexamined = new("not examined", "the document is too large; this field's turn did not come");
    private static readonly MappingRule _ccpa = new("consent", "the CCPA consent of a purpose; true means opted out of sale");

    /// <summary>Where what the customer names stands, and how it is named.</summary>
    private static readonly (PathPattern Path, MappingRule Rule)[] _named =
    [
        (new("user_attributes|user_attribute_lists.**"), _user),
        (new("consent_state.gdpr|gdpr_consent_state.**"), _gdpr),
        (new("consent_state.ccpa|ccpa_consent_state.**"), _ccpa),
        (new("events.[].custom_attributes|attributes.**"), _custom),
        (new("events.[].data.custom_attributes|attributes.**"), _custom),
        (new("events.[].products.[].custom_attributes|attributes.**"), _product),
        (new("events.[].*.[].products.[].custom_attributes|attributes.**"), _product),
        (new("events.[].*.*.products.[].custom_attributes|attributes.**"), _product),
        (new("events.[].*.*.[].products.[].custom_attributes|attributes.**"), _product),
    ];

    private static readonly Dictionary<string, MappingRule> _rules = new(StringComparer.Ordinal);

    static MappingRules()
    {
        const string Every = "every event";
        Add(Every, "the MPID, exact to 64 bits", Fields.UserId);
        Add(Every, "the event's name, its action, or its type", Fields.Type);
        Add(Every, "the event's time in whole seconds, else the batch's", Fields.Timestamp);
        Add(Every, "event_id, else source_message_id, else id; numbered where one event becomes several", Fields.EventId);
        Add(Every, "mParticle's type of the event", Fields.EventType);
        Add(Every, "the session", Fields.SessionId);

        const string Own = "the event's own fields";
        Add(Own, "the custom event's type", Fields.CustomEventType);
        Add(Own, "the screen", Fields.ScreenName, Fields.ActivityType);
        Add(Own, "the change of the app's state", Fields.ApplicationTransitionType, Fields.IsFirstRun, Fields.IsUpgrade, Fields.SuccessfullyClosed);
        Add(Own, "how long the session was, in milliseconds", Fields.SessionDuration);
        Add(Own, "the push message, without token and payload", Fields.PushMessageType, Fields.ApplicationState, Fields.ActionIdentifier);
        Add(Own, "whether push was registered or given up", Fields.Register);
        Add(Own, "the change of a user attribute, one event each", Fields.OldValue, Fields.NewValue, Fields.IsNewAttribute);
        Add(Own, "the attribute: user_attribute_name, or the name in added or removed", Fields.AttributeName);
        Add(Own, "whether the attribute was deleted: deleted, or that it is in removed only", Fields.Deleted);
        Add(Own, "the kind of identity that changed, never the identity", Fields.IdentityType);
        Add(Own, "computed: added, changed or removed, from whether there is an identity before and after", Fields.Change);
        Add(Own, "the crash, without its texts", Fields.ClassName, Fields.Severity, Fields.ExceptionHandled);
        Add(Own, "the change of a consent", Fields.Purpose, Fields.Consented, Fields.PreviouslyConsented);
        Add(Own, "the attribution", Fields.PublisherName, Fields.CampaignName, Fields.PartnerName);

        const string Order = "commerce";
        Add(Order, "an amount of the order, on its first event only", Fields.TotalAmount, Fields.TaxAmount, Fields.ShippingAmount);
        Add(
            Order,
            "a field of the order or action, on each of its events",
            Fields.TransactionId, Fields.Affiliation, Fields.CouponCode, Fields.CheckoutStep, Fields.CheckoutOptions, Fields.ProductActionList,
            Fields.ProductListSource, Fields.CurrencyCode, Fields.IsNonInteractive);
        Add(Order, "the list of the impression", Fields.ProductImpressionList);

        const string Product = "product";
        Add(
            Product,
            "a field of the product; each product is an event",
            Fields.ItemId, Fields.ProductName, Fields.ProductBrand, Fields.ProductCategory, Fields.ProductVariant, Fields.ProductPosition,
            Fields.ProductPrice, Fields.ProductQuantity, Fields.ProductTotalAmount, Fields.ProductCouponCode);
        Add(Product, "computed: which of the products it is, from 0", Fields.ProductIndex);
        Add(Product, "computed: how many products there are", Fields.ProductCount);
        Add(
            "promotion",
            "a field of the promotion; each promotion is an event",
            Fields.PromotionId, Fields.PromotionName, Fields.PromotionCreative, Fields.PromotionPosition);

        Add("batch", "the device's platform; unknown when the batch does not say", Fields.Platform);
        Add("batch", "the batch's environment, where more than production is forwarded; production when it does not say", Fields.Environment);
        Add("app", "a field of the app", Fields.AppName, Fields.AppVersion, Fields.AppBuildNumber, Fields.AppPackage);
        foreach (var field in Fields.All.Where(field => field.ToString().StartsWith("device_", StringComparison.Ordinal)))
        {
            Add("device", "a field of the device, on the allow-list", field);
        }

        Add("device", "the HTTP User Agent, unless ExcludePersonalData", Fields.UserAgent);
    }

    /// <summary>The rules by the names that the library gives.</summary>
    public static IReadOnlyDictionary<string, MappingRule> ByName => _rules;

    /// <summary>The rule that made a field.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="sources">The paths that its value comes from.</param>
    public static MappingRule Of(string name, IReadOnlyList<DocumentPath> sources)
    {
        foreach (var source in sources)
        {
            var path = source.Segments;
            foreach (var (pattern, rule) in _named)
            {
                if (pattern.Matches(path))
                {
                    return rule == _user || rule == _custom || rule == _product ? Renamed(name, source, rule) : rule;
                }
            }
        }

        return _rules.GetValueOrDefault(name, sources.Count == 0 ? _unexamined : _custom);
    }

    /// <summary>
    /// Whether a field without a value of its own in the document is a word for what its event is, so that what decides
    /// about the event is where it comes from.
    /// </summary>
    public static bool IsWordForEvent(string name) => name is "type" or "event_type" or "push_message_type";

    /// <summary>Whether the field's value may be the name of a field of the document, and not its value.</summary>
    public static bool IsNameOfAttribute(string name) => name is "attribute_name";

    /// <summary>Says so when the name was taken and got a number.</summary>
    private static MappingRule Renamed(string name, DocumentPath source, MappingRule rule)
    {
        var own = source.Name?.TrimStart('$') ?? "";
        var isNumbered = name.LastIndexOf('_') is > 0 and var at && name[(at + 1)..].All(char.IsAsciiDigit) && at + 1 < name.Length;
        return isNumbered && name[..name.LastIndexOf('_')].EndsWith(own, StringComparison.OrdinalIgnoreCase) && !name.EndsWith(own, StringComparison.OrdinalIgnoreCase)
            ? new MappingRule(rule.Group, $"{rule.Sentence}, numbered because the name was taken")
            : rule;
    }

    private static void Add(string group, string sentence, params ReadOnlySpan<FieldName> fields)
    {
        var rule = new MappingRule(group, sentence);
        foreach (var field in fields)
        {
            _rules.Add(field.ToString(), rule);
        }
    }
}
