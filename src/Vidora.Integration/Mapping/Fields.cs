namespace Vidora.Integration.Mapping;

/// <summary>The names of the fields of a Vidora event that this library gives (our rules; a breaking change when changed).</summary>
internal static class Fields
{
    private static readonly List<FieldName> _all = [];

    public static readonly FieldName UserId = New("user_id");
    public static readonly FieldName Type = New("type");
    public static readonly FieldName Timestamp = New("timestamp");
    public static readonly FieldName EventId = New("event_id");
    public static readonly FieldName EventType = New("event_type");
    public static readonly FieldName SessionId = New("session_id");

    public static readonly FieldName CustomEventType = New("custom_event_type");
    public static readonly FieldName ScreenName = New("screen_name");
    public static readonly FieldName ActivityType = New("activity_type");
    public static readonly FieldName ApplicationTransitionType = New("application_transition_type");
    public static readonly FieldName IsFirstRun = New("is_first_run");
    public static readonly FieldName IsUpgrade = New("is_upgrade");
    public static readonly FieldName SuccessfullyClosed = New("successfully_closed");
    public static readonly FieldName SessionDuration = New("session_duration_ms");
    public static readonly FieldName PushMessageType = New("push_message_type");
    public static readonly FieldName ApplicationState = New("application_state");
    public static readonly FieldName ActionIdentifier = New("action_identifier");
    public static readonly FieldName Register = New("register");
    public static readonly FieldName AttributeName = New("attribute_name");
    public static readonly FieldName OldValue = New("old_value");
    public static readonly FieldName NewValue = New("new_value");
    public static readonly FieldName Deleted = New("deleted");
    public static readonly FieldName IsNewAttribute = New("is_new_attribute");
    public static readonly FieldName IdentityType = New("identity_type");
    public static readonly FieldName Change = New("change");
    public static readonly FieldName ClassName = New("class_name");
    public static readonly FieldName Severity = New("severity");
    public static readonly FieldName ExceptionHandled = New("exception_handled");
    public static readonly FieldName Purpose = New("purpose");
    public static readonly FieldName Consented = New("consented");
    public static readonly FieldName PreviouslyConsented = New("previously_consented");
    public static readonly FieldName PublisherName = New("publisher_name");
    public static readonly FieldName CampaignName = New("campaign_name");
    public static readonly FieldName PartnerName = New("partner_name");

    public static readonly FieldName ProductIndex = New("product_index");
    public static readonly FieldName ProductCount = New("product_count");
    public static readonly FieldName TotalAmount = New("total_amount");
    public static readonly FieldName TaxAmount = New("tax_amount");
    public static readonly FieldName ShippingAmount = New("shipping_amount");
    public static readonly FieldName CurrencyCode = New("currency_code");
    public static readonly FieldName IsNonInteractive = New("is_non_interactive");
    public static readonly FieldName ProductImpressionList = New("product_impression_list");

    public static readonly FieldName Platform = New("platform");
    public static readonly FieldName Environment = New("environment");
    public static readonly FieldName UserAgent = New("user_agent");

    public static readonly FieldName AppName = New("app_name");
    public static readonly FieldName AppVersion = New("app_version");
    public static readonly FieldName AppBuildNumber = New("app_build_number");
    public static readonly FieldName AppPackage = New("app_package");
    public static readonly FieldName DeviceBrand = New("device_brand");
    public static readonly FieldName DeviceProduct = New("device_product");
    public static readonly FieldName DeviceManufacturer = New("device_manufacturer");
    public static readonly FieldName DeviceModel = New("device_model");
    public static readonly FieldName DeviceOsVersion = New("device_os_version");
    public static readonly FieldName DeviceScreenHeight = New("device_screen_height");
    public static readonly FieldName DeviceScreenWidth = New("device_screen_width");
    public static readonly FieldName DeviceScreenDpi = New("device_screen_dpi");
    public static readonly FieldName DeviceCountry = New("device_country");
    public static readonly FieldName DeviceLocaleLanguage = New("device_locale_language");
    public static readonly FieldName DeviceLocaleCountry = New("device_locale_country");
    public static readonly FieldName DeviceNetworkCountry = New("device_network_country");
    public static readonly FieldName DeviceNetworkCarrier = New("device_network_carrier");
    public static readonly FieldName DeviceTimezoneOffset = New("device_timezone_offset");
    public static readonly FieldName DeviceCpuArchitecture = New("device_cpu_architecture");
    public static readonly FieldName DeviceRadioAccessTechnology = New("device_radio_access_technology");
    public static readonly FieldName DeviceIsTablet = New("device_is_tablet");
    public static readonly FieldName DeviceIsDst = New("device_is_dst");
    public static readonly FieldName DeviceLimitAdTracking = New("device_limit_ad_tracking");
    public static readonly FieldName DeviceAttAuthorizationStatus = New("device_att_authorization_status");
    public static readonly FieldName TransactionId = New("transaction_id");
    public static readonly FieldName Affiliation = New("affiliation");
    public static readonly FieldName CouponCode = New("coupon_code");
    public static readonly FieldName CheckoutStep = New("checkout_step");
    public static readonly FieldName CheckoutOptions = New("checkout_options");
    public static readonly FieldName ProductActionList = New("product_action_list");
    public static readonly FieldName ProductListSource = New("product_list_source");
    public static readonly FieldName ItemId = New("item_id");
    public static readonly FieldName ProductName = New("product_name");
    public static readonly FieldName ProductBrand = New("product_brand");
    public static readonly FieldName ProductCategory = New("product_category");
    public static readonly FieldName ProductVariant = New("product_variant");
    public static readonly FieldName ProductPosition = New("product_position");
    public static readonly FieldName ProductPrice = New("product_price");
    public static readonly FieldName ProductQuantity = New("product_quantity");
    public static readonly FieldName ProductTotalAmount = New("product_total_amount");
    public static readonly FieldName ProductCouponCode = New("product_coupon_code");
    public static readonly FieldName PromotionId = New("promotion_id");
    public static readonly FieldName PromotionName = New("promotion_name");
    public static readonly FieldName PromotionCreative = New("promotion_creative");
    public static readonly FieldName PromotionPosition = New("promotion_position");

    /// <summary>All of them, each at its number.</summary>
    public static IReadOnlyList<FieldName> All => _all;

    private static FieldName New(string name)
    {
        var field = new FieldName(name, _all.Count);
        _all.Add(field);
        return field;
    }
}
