using System.Text;
using System.Text.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>mParticle's own sample documents, when they are beside the repository.</summary>
[Slow]
public sealed class SharedSampleTests
{
    /// <summary>What is no batch: single events and parts of the reference, answers, and the wire of other APIs.</summary>
    private static readonly string[] _noBatches =
    [
        "events-api/http_error_body.json",
        "events-api/ref_common_event_data.json",
        "events-api/ref_event_*.json",
        "events-api/ref_part_custom_flags.json",
        "events-api/ref_part_device_current_state.json",
        "events-api/ref_part_location.json",
        "events-api/ref_part_product.json",
        "events-api/ref_part_product_action.json",
        "events-api/ref_part_product_impressions.json",
        "events-api/ref_part_promotion.json",
        "events-api/ref_part_promotion_action.json",
        "events-api/ref_part_shopping_cart.json",
        "outbound/consent_as_custom_event.json",
        "outbound/media_play_event.json",
    ];

    [Test]
    public void TryReadBatch_EveryBatchSample_IsRead()
    {
        var root = Fixture.Shared("payloads");
        var unread = new List<string>();
        var batches = 0;
        foreach (var folder in new[] { "events-api", "feed", "outbound" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(root, folder)).Order(StringComparer.Ordinal))
            {
                var name = $"{folder}/{Path.GetFileName(file)}";
                var documents = MParticleDocuments.Read(File.ReadAllBytes(file)).ToList();
                Assert.That(documents, Is.Not.Empty, name);
                foreach (var document in documents)
                {
                    if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error))
                    {
                        batches++;
                        Assert.That(Dump.Of(batch), Is.Not.Empty);
                        Assert.That(batch.Events, Has.Count.EqualTo(EventCount(document.Utf8Json)), name);
                    }
                    else
                    {
                        Assert.That(error.Message, Does.Contain("not an mParticle batch"), name);
                        unread.Add(name);
                    }
                }
            }
        }

        Assert.That(batches, Is.GreaterThan(15));
        Assert.That(
            unread.Where(name => !_noBatches.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name))),
            Is.Empty);
        Assert.That(
            _noBatches.Where(pattern => !unread.Any(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name))),
            Is.Empty);
    }

    [Test]
    public void ReadBatch_SingleEventSamples_HaveEveryFieldOfTheirType()
    {
        foreach (var file in Directory.GetFiles(Fixture.Shared("payloads/events-api"), "ref_event_*.json").Where(f => !f.Contains("skeleton", StringComparison.Ordinal)))
        {
            var json = Encoding.UTF8.GetBytes($"{{\"events\":[{File.ReadAllText(file)}]}}");
            var @event = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json).Events.Single();
            var type = Path.GetFileNameWithoutExtension(file)["ref_event_".Length..];
            Assert.That(@event.EventType.Value, Is.EqualTo(type));
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.GetProperty("events")[0].GetProperty("data").EnumerateObject())
            {
                // The reference shows the fields of a push registration in a transition, too.
                var isOdd = type == "application_state_transition" && member.Name is "register" or "registration_token";
                Assert.That(@event.FieldNames.Find(Encoding.UTF8.GetBytes(member.Name)), isOdd ? Is.EqualTo(-1) : Is.GreaterThanOrEqualTo(0), $"{type}.{member.Name}");
            }
        }
    }

    [Test]
    public void FieldNames_OfTheBatchSchema_AreAllKnown()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Fixture.Shared("schemas/events-api/mparticle.inbound.eventsapi.schema.2026-08.json")));
        var definitions = schema.RootElement.GetProperty("definitions");
        var unknown = new List<string>();
        Check(schema.RootElement, new MParticleBatch());
        foreach (var (name, model) in new (string, MParticleObject)[]
        {
            ("ApplicationInformation", new MParticleApplicationInfo()),
            ("BatchContext", new MParticleContext()),
            ("CCPAConsentPurpose", new MParticleConsent()),
            ("ConsentState", new MParticleConsentState()),
            ("DeviceInformation", new MParticleDeviceInfo()),
            ("EventData", new FirstRunEvent()),
            ("GDPRConsentPurpose", new MParticleConsent()),
            ("GeoLocation", new MParticleLocation()),
            ("Product", new MParticleProduct()),
            ("ProductAction", new MParticleProductAction()),
            ("ProductImpression", new MParticleProductImpression()),
            ("Promotion", new MParticlePromotion()),
            ("PromotionAction", new MParticlePromotionAction()),
            ("SourceInformation", new MParticleSourceInfo()),
            ("UserIdentity", new MParticleIdentity()),
            ("ApplicationStateTransitionEvent", new ApplicationStateTransitionEvent()),
            ("BreadcrumbEvent", new BreadcrumbEvent()),
            ("CommerceEvent", new CommerceEvent()),
            ("CrashReportEvent", new CrashReportEvent()),
            ("CustomEvent", new CustomEvent()),
            ("NetworkPerformanceEvent", new NetworkPerformanceEvent()),
            ("OptOutEvent", new OptOutEvent()),
            ("ProfileEvent", new ProfileEvent()),
            ("PushMessageEvent", new PushMessageEvent()),
            ("PushRegistrationEvent", new PushRegistrationEvent()),
            ("ScreenViewEvent", new ScreenViewEvent()),
            ("SessionEndEvent", new SessionEndEvent()),
            ("UserAttributeChangeEvent", new UserAttributeChangeEvent()),
            ("UserIdentityChangeEvent", new UserIdentityChangeEvent()),
        })
        {
            Check(definitions.GetProperty(name), model);
        }

        Assert.That(unknown, Is.Empty);

        void Check(JsonElement definition, MParticleObject model)
        {
            if (definition.TryGetProperty("allOf", out var all))
            {
                foreach (var part in all.EnumerateArray())
                {
                    Check(part, model);
                }
            }

            if (!definition.TryGetProperty("properties", out var properties))
            {
                return;
            }

            foreach (var property in properties.EnumerateObject())
            {
                // An event's own fields are described inside of its data.
                if (model is MParticleEvent && property.Name is "data" && property.Value.TryGetProperty("allOf", out _))
                {
                    Check(property.Value, model);
                }
                else if (!(model is MParticleEvent && property.Name is "event_type") && model.FieldNames.Find(Encoding.UTF8.GetBytes(property.Name)) < 0)
                {
                    unknown.Add($"{model.GetType().Name}.{property.Name}");
                }
            }
        }
    }

    private static int EventCount(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Array ? events.GetArrayLength() : 0;
    }
}
