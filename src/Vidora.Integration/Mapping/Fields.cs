namespace Vidora.Integration.Mapping;

/// <summary>The names of the fields of a Vidora event that this library gives (our rules; a breaking change when changed).</summary>
internal static class Fields
{
    public static readonly FieldName UserId = new("user_id");
    public static readonly FieldName Type = new("type");
    public static readonly FieldName Timestamp = new("timestamp");
    public static readonly FieldName EventId = new("event_id");
    public static readonly FieldName EventType = new("event_type");
    public static readonly FieldName SessionId = new("session_id");

    public static readonly FieldName CustomEventType = new("custom_event_type");
    public static readonly FieldName ScreenName = new("screen_name");
    public static readonly FieldName ActivityType = new("activity_type");
    public static readonly FieldName ApplicationTransitionType = new("application_transition_type");
    public static readonly FieldName IsFirstRun = new("is_first_run");
    public static readonly FieldName IsUpgrade = new("is_upgrade");
    public static readonly FieldName SuccessfullyClosed = new("successfully_closed");
    public static readonly FieldName SessionDuration = new("session_duration_ms");
    public static readonly FieldName PushMessageType = new("push_message_type");
    public static readonly FieldName ApplicationState = new("application_state");
    public static readonly FieldName ActionIdentifier = new("action_identifier");
    public static readonly FieldName Register = new("register");
    public static readonly FieldName AttributeName = new("attribute_name");
    public static readonly FieldName OldValue = new("old_value");
    public static readonly FieldName NewValue = new("new_value");
    public static readonly FieldName Deleted = new("deleted");
    public static readonly FieldName IsNewAttribute = new("is_new_attribute");
    public static readonly FieldName IdentityType = new("identity_type");
    public static readonly FieldName Change = new("change");
    public static readonly FieldName ClassName = new("class_name");
    public static readonly FieldName Severity = new("severity");
    public static readonly FieldName ExceptionHandled = new("exception_handled");
    public static readonly FieldName Purpose = new("purpose");
    public static readonly FieldName Consented = new("consented");
    public static readonly FieldName PreviouslyConsented = new("previously_consented");
    public static readonly FieldName PublisherName = new("publisher_name");
    public static readonly FieldName CampaignName = new("campaign_name");
    public static readonly FieldName PartnerName = new("partner_name");

    public static readonly FieldName ProductIndex = new("product_index");
    public static readonly FieldName ProductCount = new("product_count");
    public static readonly FieldName TotalAmount = new("total_amount");
    public static readonly FieldName TaxAmount = new("tax_amount");
    public static readonly FieldName ShippingAmount = new("shipping_amount");
    public static readonly FieldName CurrencyCode = new("currency_code");
    public static readonly FieldName IsNonInteractive = new("is_non_interactive");
    public static readonly FieldName ProductImpressionList = new("product_impression_list");

    public static readonly FieldName Platform = new("platform");
    public static readonly FieldName Environment = new("environment");
    public static readonly FieldName UserAgent = new("user_agent");
    public static readonly FieldName ConsentGdpr = new("consent_gdpr");
}
