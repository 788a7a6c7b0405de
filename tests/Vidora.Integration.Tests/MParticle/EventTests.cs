using Vidora.Integration.MParticle;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>Every type of event of the Events API, with every field.</summary>
public sealed class EventTests
{
    private static MParticleBatch Batch => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Fixture.Read("events-api/every_event.json"));

    [Test]
    public void Events_EveryType_HasItsModel() => Assert.That(
        Batch.Events.Select(e => $"{e.GetType().Name} {e.EventType}"),
        Is.EqualTo(new[]
        {
            "CustomEvent custom_event",
            "CommerceEvent commerce_event",
            "CommerceEvent commerce_event",
            "CommerceEvent commerce_event",
            "SessionStartEvent session_start",
            "SessionEndEvent session_end",
            "ScreenViewEvent screen_view",
            "CrashReportEvent crash_report",
            "OptOutEvent opt_out",
            "FirstRunEvent first_run",
            "PreAttributionEvent pre_attribution",
            "PushRegistrationEvent push_registration",
            "ApplicationStateTransitionEvent application_state_transition",
            "PushMessageEvent push_message",
            "NetworkPerformanceEvent network_performance",
            "BreadcrumbEvent breadcrumb",
            "ProfileEvent profile",
            "PushReactionEvent push_reaction",
            "UserAttributeChangeEvent user_attribute_change",
            "UserIdentityChangeEvent user_identity_change",
            "UninstallEvent uninstall",
            "UnknownMParticleEvent validation_result",
            "CustomEvent custom_event",
            "UnknownMParticleEvent ",
            "UnknownMParticleEvent ",
        }));

    [Test]
    public void CommonFields_EveryOne_IsRead()
    {
        var custom = Event<CustomEvent>();
        Assert.Multiple(() =>
        {
            Assert.That((custom.EventName, custom.CustomEventType), Is.EqualTo(("Level up", "media")));
            Assert.That(custom.EventId, Is.EqualTo(6004677780660780001));
            Assert.That(custom.EventNumber, Is.EqualTo(3));
            Assert.That(custom.SourceMessageId, Is.EqualTo("sm"));
            Assert.That((custom.SessionId, custom.SessionUuid), Is.EqualTo(("-42", "91b86d0c-86cb-4124-a8b2-edee107de454")));
            Assert.That(custom.SessionStart, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719479000000)));
            Assert.That(custom.EventStart, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719479000001)));
            Assert.That(custom.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719479000002)));
            Assert.That((custom.Location!.Latitude, custom.Location.Longitude, custom.Location.Accuracy), Is.EqualTo((1.5, -2.5, 3.0)));
            Assert.That(custom.IsGoalDefined, Is.True);
            Assert.That(custom.LifetimeValueChange!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo("12.50"));
            Assert.That((custom.LifetimeValueAttributeName, custom.DataConnectionType), Is.EqualTo(("ltv", "mobile")));
            Assert.That((custom.ViewController, custom.CanonicalName, custom.PageUrl), Is.EqualTo(("vc", "cn", "https://acme.test/")));
            Assert.That((custom.IsMainThread, custom.ActiveTimeOnSiteMilliseconds), Is.EqualTo((true, 77L)));
            Assert.That(custom.SystemNotificationType, Is.EqualTo("gdpr_change"));
            Assert.That(custom.CustomFlags!["f"].Items, Is.EqualTo(new[] { "x", "y" }));
            Assert.That((custom.Id, custom.SourceId), Is.EqualTo(((string?)null, (string?)null)));
        });
    }

    [Test]
    public void CommonFields_NotGiven_AreNull()
    {
        var first = Event<FirstRunEvent>();
        Assert.That(
            new object?[]
            {
                first.EventId, first.EventNumber, first.SourceMessageId, first.SessionId, first.SessionUuid, first.SessionStart, first.EventStart,
                first.Timestamp, first.Location, first.CustomAttributes, first.CustomFlags, first.IsGoalDefined,
                first.LifetimeValueChange, first.LifetimeValueAttributeName, first.DataConnectionType, first.ViewController, first.CanonicalName,
                first.PageUrl, first.IsMainThread, first.ActiveTimeOnSiteMilliseconds, first.SystemNotificationType, first.Id, first.SourceId,
            },
            Is.All.Null);
    }

    [Test]
    public void CommerceEvent_ProductAction_HasEveryField()
    {
        var commerce = Event<CommerceEvent>();
        var action = commerce.ProductAction!;
        var product = action.Products[0];
        Assert.Multiple(() =>
        {
            Assert.That((commerce.CurrencyCode, commerce.ScreenName, commerce.IsNonInteractive), Is.EqualTo(("EUR", "Cart", true)));
            Assert.That((commerce.EventName, commerce.CustomEventType), Is.EqualTo(("eCommerce - Purchase", "purchase")));
            Assert.That(commerce.PromotionAction, Is.Null);
            Assert.That(commerce.ProductImpressions, Is.Empty);
            Assert.That(action.Action, Is.EqualTo("purchase"));
            Assert.That((action.CheckoutStep, action.CheckoutOptions), Is.EqualTo((2L, "visa")));
            Assert.That((action.ProductActionList, action.ProductListSource), Is.EqualTo(("search", "home")));
            Assert.That((action.TransactionId, action.Affiliation, action.CouponCode), Is.EqualTo(("T-1", "web", "C")));
            Assert.That(
                FormattableString.Invariant($"{action.TotalAmount} {action.TaxAmount} {action.ShippingAmount}"),
                Is.EqualTo("19.90 1.50 0"));
            Assert.That((product.Id, product.Name, product.Brand, product.Category, product.Variant), Is.EqualTo(("P-1", "Mug", "Acme", "Kitchen", "blue")));
            Assert.That(FormattableString.Invariant($"{product.Position} {product.Price} {product.Quantity} {product.TotalAmount}"), Is.EqualTo("1 9.95 2 19.90"));
            Assert.That(product.CouponCode, Is.EqualTo("PC"));
            Assert.That(product.AddedToCartTime, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719478000000)));
            Assert.That(product.CustomAttributes!["glaze"].ToString(), Is.EqualTo("matte"));
        });
    }

    [Test]
    public void CommerceEvent_ProductInTheWordsOfTheWebSdk_IsRead()
    {
        var product = Event<CommerceEvent>().ProductAction!.Products[1];
        Assert.That((product.Id, product.TotalAmount), Is.EqualTo(("P-2", 5m)));
        Assert.That(product.AddedToCartTime, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719478000001)));
        Assert.That(product.CustomAttributes!["a"].Json, Is.EqualTo("1"));
    }

    [Test]
    public void CommerceEvent_PromotionsAndImpressions_AreRead()
    {
        var promotions = ((CommerceEvent)Batch.Events[2]).PromotionAction!;
        var promotion = promotions.Promotions.Single();
        var impression = ((CommerceEvent)Batch.Events[3]).ProductImpressions.Single();
        Assert.Multiple(() =>
        {
            Assert.That(promotions.Action, Is.EqualTo("view"));
            Assert.That((promotion.Id, promotion.Name, promotion.Creative, promotion.Position), Is.EqualTo(("R", "Sale", "banner", "1")));
            Assert.That((impression.ListName, impression.Products.Single().Id), Is.EqualTo(("related", "P-3")));
        });
    }

    [TestCase("remove_from_wish_list", "remove_from_wishlist")]
    [TestCase("remove_from_wishlist", "remove_from_wishlist")]
    [TestCase("Add_To_Cart", "add_to_cart")]
    [TestCase("hologram", "hologram")]
    public void ProductAction_AnySpelling_IsOneWord(string wire, string expected)
    {
        var json = $$$$"""{"events":[{"event_type":"commerce_event","data":{"product_action":{"action":"{{{{wire}}}}"}}}]}""";
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(json));
        Assert.That(((CommerceEvent)batch.Events[0]).ProductAction!.Action, Is.EqualTo(expected));
    }

    [Test]
    public void CrashReport_EveryField_IsRead()
    {
        var crash = Event<CrashReportEvent>();
        Assert.Multiple(() =>
        {
            Assert.That((crash.ClassName, crash.Severity, crash.Message, crash.StackTrace), Is.EqualTo(("NRE", "fatal", "boom", "at X")));
            Assert.That((crash.ExceptionHandled, crash.TopmostContext, crash.PlCrashReportFile), Is.EqualTo((false, "Main", "AAAA")));
            Assert.That((crash.IosImageBaseAddress, crash.IosImageSize, crash.SessionNumber), Is.EqualTo((ulong.MaxValue, 535216UL, 25L)));
            Assert.That(crash.Breadcrumbs, Is.EqualTo(new[] { "tap", "swipe", "text" }));
        });
    }

    [Test]
    public void SimpleTypes_EveryField_IsRead()
    {
        var screen = Event<ScreenViewEvent>();
        var push = Event<PushRegistrationEvent>();
        var network = Event<NetworkPerformanceEvent>();
        var breadcrumb = Event<BreadcrumbEvent>();
        var profile = Event<ProfileEvent>();
        Assert.Multiple(() =>
        {
            Assert.That(Event<SessionStartEvent>().SessionId, Is.EqualTo("c5e0a7e2-8f3b-4e5e-9a53-0d8f1a2b3c4d"));
            Assert.That(Event<SessionEndEvent>().DurationMilliseconds, Is.EqualTo(61000));
            Assert.That((screen.ScreenName, screen.ActivityType), Is.EqualTo(("Home", "activity_started")));
            Assert.That(Event<OptOutEvent>().IsOptedOut, Is.True);
            Assert.That((push.Register, push.RegistrationToken), Is.EqualTo((true, "TOKEN")));
            Assert.That((network.HttpVerb, network.Url, network.Data), Is.EqualTo(("GET", "https://acme.test/api", "AA==")));
            Assert.That(
                FormattableString.Invariant($"{network.TimeElapsed} {network.BytesIn} {network.BytesOut} {network.ResponseCode}"),
                Is.EqualTo("12 13 14 200"));
            Assert.That((breadcrumb.SessionNumber, breadcrumb.Label), Is.EqualTo((5L, "crumb")));
            Assert.That((profile.PreviousMpid, profile.CurrentMpid, profile.ProfileEventType), Is.EqualTo((-5L, 6L, "login")));
        });
    }

    [Test]
    public void ApplicationStateTransition_NameTwice_LastCounts()
    {
        var transition = Event<ApplicationStateTransitionEvent>();
        Assert.That(
            (transition.TransitionType, transition.IsFirstRun, transition.IsUpgrade, transition.SuccessfullyClosed, transition.LaunchReferral),
            Is.EqualTo(("application_initialized", true, false, true, "acme://x")));
        Assert.That(transition.PushNotificationPayload, Is.EqualTo("""{"last":1}"""));
    }

    [Test]
    public void PushMessage_EveryField_IsRead()
    {
        var push = Event<PushMessageEvent>();
        Assert.That(
            (push.MessageType, push.MessageToken, push.Message, push.Network, push.Payload, push.ApplicationState, push.ActionIdentifier),
            Is.EqualTo(("sent", "PMT", "Hello", "apn", "{}", "background", "open")));
        Assert.That(push.Behavior, Is.EqualTo("4"));
    }

    [Test]
    public void UserAttributeChange_OneAttribute_IsOneChange()
    {
        var change = Event<UserAttributeChangeEvent>().Changes.Single();
        Assert.That(
            (change.Name, change.OldValue?.ToString(), change.NewValue?.Json, change.Deleted, change.IsNewAttribute),
            Is.EqualTo(("plan", "silver", """[ "a", "b" ]""", false, false)));
    }

    [Test]
    public void UserIdentityChange_OneIdentity_IsOneChange()
    {
        var change = Event<UserIdentityChangeEvent>().Changes.Single();
        Assert.That(
            (change.IdentityType, change.New!.Value, change.New.CreatedThisBatch, change.Old),
            Is.EqualTo(("email", "new", true, (MParticleIdentity?)null)));
        Assert.That(change.New.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719470000000)));
    }

    [Test]
    public void Discriminator_InsideOfTheData_IsFound() => Assert.That(((CustomEvent)Batch.Events[22]).EventName, Is.EqualTo("Inside"));

    [TestCase("""{"event_type":null,"data":{"event_type":"custom_event","event_name":"n"}}""", "custom_event")]
    [TestCase("""{"event_type":"screen_view","data":{"event_type":"custom_event"}}""", "screen_view")]
    [TestCase("""{"event_type":"Custom_Event","data":{}}""", "custom_event")]
    [TestCase("""{"event_type":"validation_result","data":{}}""", "validation_result")]
    [TestCase("""{"event_type":5,"data":{}}""", "5")]
    [TestCase("""{"event_type":"","data":{}}""", "")]
    [TestCase("""{"event_type":["custom_event"],"data":{}}""", "")]
    [TestCase("""{"event_type":"custom_event"}""", "custom_event")]
    [TestCase("""{"event_type":"custom_event","data":[]}""", "custom_event")]
    public void Discriminator_OddForms_AreRead(string json, string expected)
    {
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes($$"""{"events":[{{json}}]}"""));
        Assert.That(batch.Events.Single().EventType.Value, Is.EqualTo(expected));
    }

    [Test]
    public void UnknownEvent_JsonAndCommonFields_AreKept()
    {
        var unknown = (UnknownMParticleEvent)Batch.Events[21];
        Assert.That(unknown.RawJson, Is.EqualTo("""{ "data": { "validation": "x", "timestamp_unixtime_ms": 1719470000000 }, "event_type": "validation_result" }"""));
        Assert.That(unknown.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719470000000)));
        Assert.That(((UnknownMParticleEvent)Batch.Events[24]).RawJson, Is.EqualTo("{}"));
        Assert.That(new UnknownMParticleEvent().RawJson, Is.EqualTo("{}"));
    }

    private static T Event<T>()
        where T : MParticleEvent => Batch.Events.OfType<T>().First();
}
