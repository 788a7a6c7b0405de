using System.Reflection;
using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>Models are built through their properties as easily as they are read.</summary>
public sealed class HandBuiltModelTests
{
    private static readonly Type[] _models =
    [
        .. typeof(MParticleObject).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(MParticleObject)) && !type.IsAbstract && type.IsPublic),
    ];

    [TestCaseSource(nameof(_models))]
    public void Property_SetByHand_GivesWhatItWasGiven(Type type)
    {
        foreach (var property in Settable(type))
        {
            var model = (MParticleObject)Activator.CreateInstance(type)!;
            var value = Sample(property.PropertyType);
            property.SetValue(model, value);
            Assert.That(Dump.Of(property.GetValue(model)!), Is.EqualTo(Dump.Of(value!)), property.Name);
        }
    }

    [TestCaseSource(nameof(_models))]
    public void Property_NotSet_IsAbsent(Type type)
    {
        var empty = Dump.Of(Activator.CreateInstance(type)!);
        var model = (MParticleObject)Activator.CreateInstance(type)!;
        foreach (var property in Settable(type).Where(p => p.PropertyType != typeof(MParticleEnvironment) && p.PropertyType != typeof(MParticleBatch)))
        {
            // Absent is null; what has no null has an empty form.
            var absent = property.GetValue(model);
            property.SetValue(model, absent);
        }

        Assert.That(Dump.Of(model), Is.EqualTo(empty));
    }

    [TestCaseSource(nameof(_models))]
    public void AppendJson_AllPropertiesSet_ReadsBackTheSame(Type type)
    {
        var model = (MParticleObject)Activator.CreateInstance(type)!;
        foreach (var property in Settable(type).Where(p => !IsNoField(type, p)))
        {
            property.SetValue(model, Sample(property.PropertyType));
        }

        var json = new Utf8Buffer();
        model.AppendJson(json);
        var read = (MParticleObject)Activator.CreateInstance(type)!;
        byte[] document = [(byte)' ', .. json.Written];
        read.Read(new JsonSource(document), 1);
        Assert.That(Dump.Of(read), Is.EqualTo(Dump.Of(model)));
        Assert.That(() => System.Text.Json.JsonDocument.Parse(json.Written.ToArray()), Throws.Nothing);
    }

    [Test]
    public void Batch_BuiltByHand_IsTheSameAsTheOneRead()
    {
        var built = new MParticleBatch
        {
            Mpid = -5,
            Environment = MParticleEnvironment.Development,
            ReceivedTime = DateTimeOffset.FromUnixTimeMilliseconds(1719480000123),
            UserAttributes = new MParticleAttributes { ["plan"] = "gold" },
            UserIdentities = [new MParticleIdentity { Type = "email", Value = "a@example.test" }],
            ConsentState = new MParticleConsentState
            {
                Gdpr = new Dictionary<string, MParticleConsent> { ["analytics"] = new() { Consented = true } },
                Ccpa = new Dictionary<string, MParticleConsent> { ["data_sale_opt_out"] = new() { Consented = false } },
            },
            DeviceInfo = new MParticleDeviceInfo { Platform = MParticlePlatform.Ios, IsTablet = false, TimezoneOffset = -3.5m },
            ApplicationInfo = new MParticleApplicationInfo { Name = "Shop" },
            SystemNotifications = [new MParticleSystemNotification { Type = "gdpr_change", Purpose = "p", Current = new MParticleConsent { Consented = true } }],
            Events =
            [
                new CustomEvent { EventName = "n\"", EventId = long.MaxValue, CustomAttributes = new MParticleAttributes { ["a"] = 1 } },
                new CommerceEvent
                {
                    ProductAction = new MParticleProductAction
                    {
                        Action = "purchase",
                        TotalAmount = 19.90m,
                        Products = [new MParticleProduct { Id = "P", Quantity = 2 }],
                    },
                },
                new PushRegistrationEvent { Register = false },
                new UserAttributeChangeEvent { Changes = [new UserAttributeChange { Name = "plan", OldValue = "a", NewValue = "b" }] },
            ],
        };
        var read = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("""
            {
              "mpid": "-5", "environment": "development", "timestamp_unixtime_ms": 1719480000123, "user_attributes": {"plan": "gold"},
              "user_identities": {"email": "a@example.test"},
              "consent_state": {"gdpr": {"analytics": {"consented": true}}, "ccpa": {"data_sale_opt_out": {"consented": false}}},
              "device_info": {"platform": "iOS", "is_tablet": false, "timezone_offset": -3.5},
              "application_info": {"application_name": "Shop"},
              "system_notifications": [{"type": "gdpr_change", "data": {"purpose": "p", "current": {"consented": true}}}],
              "events": [
                {"event_type": "custom_event", "data": {"event_name": "n\"", "event_id": "9223372036854775807", "custom_attributes": {"a": 1}}},
                {"event_type": "commerce_event", "data": {"product_action": {"action": "purchase", "total_amount": 19.90, "products": [{"id": "P", "quantity": 2}]}}},
                {"event_type": "push_registration", "data": {"register": false}},
                {"event_type": "user_attribute_change", "data": {"user_attribute_name": "plan", "old": "a", "new": "b"}}
              ]
            }
            """));
        Assert.That(Dump.Of(built), Is.EqualTo(Dump.Of(read)));
    }

    [Test]
    public void Model_FilledAgainAfterAChildWasTaken_ChangesNothing()
    {
        var product = new MParticleProduct { Id = "1", CustomAttributes = new MParticleAttributes { ["a"] = "b" } };
        var action = new MParticleProductAction { Products = [product, product] };
        Assert.That(action.Products.Select(p => Dump.Of(p)), Is.All.EqualTo(Dump.Of(product)));
    }

    [Test]
    public void Model_OfAReadOne_CanBePartOfAnother()
    {
        var read = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("""{"context":{"location":{"latitude":1.50,"x":2}}}"""));
        var built = new MParticleBatch { Context = read.Context };
        Assert.That(built.Context!.Location!.Latitude, Is.EqualTo(1.5));
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod?.IsPublic == true && p.GetIndexParameters().Length == 0);

    /// <summary>Whether the property holds what is read apart from the fields.</summary>
    private static bool IsNoField(Type type, PropertyInfo property) =>
        (type == typeof(MParticleBatch) && property.Name is "Events" or "DeviceInfo" or "ApplicationInfo")

        || property.Name == "Changes";

    private static object? Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 2);
            var sample = item == typeof(MParticleEvent) ? new CustomEvent { EventName = "n" } : Sample(item);
            list.SetValue(sample, 0);
            list.SetValue(sample, 1);
            return list;
        }

        if (type == typeof(string))
        {
            return "te\"xt\\ \n\u0001 ä \U0001F600";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(long))
        {
            return long.MinValue + 1;
        }

        if (type == typeof(ulong))
        {
            return ulong.MaxValue;
        }

        if (type == typeof(decimal))
        {
            return -19.90m;
        }

        if (type == typeof(double))
        {
            return 1.25e-7;
        }

        if (type == typeof(DateTimeOffset))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(-1719480000123);
        }

        if (type == typeof(MParticleAttributes))
        {
            return new MParticleAttributes { ["a\""] = "b", ["c"] = 5, ["d"] = new[] { "e" }, ["f"] = default };
        }

        if (type == typeof(IReadOnlyDictionary<string, MParticleConsent>))
        {
            return new Dictionary<string, MParticleConsent> { ["p\""] = new() { Consented = false, Document = "d" }, ["q"] = new() { Consented = true } };
        }

        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            return new Dictionary<string, string?> { ["a\""] = "b", ["c"] = null, ["d"] = "" };
        }

        if (type == typeof(UserAttributeChange))
        {
            return new UserAttributeChange { Name = "n", NewValue = 5 };
        }

        if (type == typeof(UserIdentityChange))
        {
            return new UserIdentityChange { New = new MParticleIdentity { Type = "t", Value = "v" } };
        }

        if (type.IsAssignableTo(typeof(MParticleObject)))
        {
            var model = Activator.CreateInstance(type)!;
            foreach (var property in Settable(type).Where(p => !p.PropertyType.IsAssignableTo(typeof(MParticleObject)) && !IsNoField(type, p)))
            {
                property.SetValue(model, Sample(property.PropertyType));
            }

            return model;
        }

        // The open sets of words.
        return Activator.CreateInstance(type, "some_word");
    }
}
