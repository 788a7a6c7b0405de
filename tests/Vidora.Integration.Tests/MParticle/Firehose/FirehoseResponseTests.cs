using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Firehose;

public sealed class FirehoseResponseTests
{
    private static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeMilliseconds(1714592744067);

    [Test]
    public void WriteResponse_EventProcessing_IsTheEnvelope()
    {
        Assert.That(
            Write(new EventProcessingResponse { Id = "1", Timestamp = _time }),
            Is.EqualTo("""{"type":"event_processing_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0"}"""));
        Assert.That(
            Write(new EventProcessingResponse { Id = "1", Timestamp = _time, FirehoseVersion = "2.8.0", SuspendSubscription = true }),
            Is.EqualTo("""{"type":"event_processing_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"2.8.0","suspend_subscription":true}"""));
    }

    [Test]
    public void WriteResponse_AudienceMembershipChange_SaysWhetherToSuspend() => Assert.That(
        Write(new AudienceMembershipChangeResponse { Id = "1", Timestamp = _time }),
        Is.EqualTo("""{"type":"audience_membership_change_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0","suspend_subscription":false}"""));

    [Test]
    public void WriteResponse_AudienceSubscription_HasSettingsWithAValue()
    {
        var settings = new Dictionary<string, string> { ["list"] = "7", ["none"] = "" };
        Assert.That(
            Write(new AudienceSubscriptionResponse { Id = "1", Timestamp = _time, Settings = settings }),
            Does.EndWith(""","audience_subscription_settings":{"list":"7"}}"""));
        Assert.That(Write(new AudienceSubscriptionResponse { Id = "1", Timestamp = _time }), Does.Not.Contain("settings"));
    }

    [Test]
    public void WriteResponse_Dsr_IsTheEnvelope() => Assert.That(
        Write(new DsrProcessingResponse { Id = "1", Timestamp = _time }),
        Is.EqualTo("""{"type":"dsr_processing_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0"}"""));

    [Test]
    public void WriteResponse_SmallestAudienceRegistration_LeavesOutWhatIsEmpty() => Assert.That(
        Write(Module(new AudienceProcessingRegistration { BulkConfiguration = new FirehoseBulkConfiguration() })),
        Does.EndWith(""","audience_processing_registration":{"bulk_configuration":{}}}"""));

    [Test]
    public void WriteResponse_WaitWithinMinutes_IsWholeMinutes() => Assert.That(
        Write(Module(new AudienceProcessingRegistration { BulkConfiguration = new FirehoseBulkConfiguration { Wait = TimeSpan.FromSeconds(150) } })),
        Does.Contain("\"bulk_forward_wait_in_minutes\":2}"));

    [Test]
    public void WriteResponse_SmallestAuthentication_IsABearerToken() => Assert.That(
        Write(Module(new AudienceProcessingRegistration
        {
            Authentication = new FirehoseAuthentication { AuthorizationUrl = new Uri("https://example.test/a"), TokenUrl = new Uri("https://example.test/t") },
        })),
        Does.EndWith(
            ""","audience_processing_registration":{"authentication":{"type":"oauth2","authorization_url":"https://example.test/a","token_url":"""
            + """ "https://example.test/t","grant_type":"authorization_code","access_token_type":"bearer"}}}""".TrimStart()));

    [Test]
    public void WriteResponse_SmallestModuleRegistration_LeavesOutWhatIsEmpty() => Assert.That(
        Write(new ModuleRegistrationResponse
        {
            Id = "1",
            Timestamp = _time,
            Name = "Vidora",
            Version = "1.0",
            Description = "",
            Permissions = new FirehosePermissions(),
            EventProcessing = new EventProcessingRegistration { PushMessagingProviderId = "" },
        }),
        Is.EqualTo("""
            {"type":"module_registration_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0",
            "name":"Vidora","version":"1.0","permissions":{},"event_processing_registration":{}}
            """.ReplaceLineEndings("")));

    [Test]
    public void WriteResponse_CompleteModuleRegistration_HasEverything()
    {
        var expected = JsonNode.Parse(Fixture.ReadText("firehose/module_registration_response.json"));
        var written = JsonNode.Parse(Write(Complete()));
        Assert.That(JsonNode.DeepEquals(written, expected), Is.True, written!.ToJsonString());
    }

    [Test]
    public void WriteResponse_SharedModuleRegistration_HasTheSameShape()
    {
        var sample = Shape(File.ReadAllText(Fixture.Shared("payloads/firehose/v3.2.0_ModuleRegistrationResponse.json")));
        sample.Remove("audience_processing_registration.audience_subscription_settings[].checked"); // a Java artefact
        Assert.That(Shape(Write(Complete())), Is.SupersetOf(sample));
    }

    [TestCase("EventProcessingResponse")]
    [TestCase("AudienceSubscriptionResponse")]
    [TestCase("AudienceMembershipChangeResponse")]
    [TestCase("DsrProcessingResponse")]
    public void WriteResponse_SharedAnswer_HasTheSameShape(string name)
    {
        FirehoseResponse response = name switch
        {
            "EventProcessingResponse" => new EventProcessingResponse { Id = "1", Timestamp = _time },
            "AudienceSubscriptionResponse" => new AudienceSubscriptionResponse
            {
                Id = "1",
                Timestamp = _time,
                Settings = new Dictionary<string, string> { ["sample setting"] = "1", ["sample setting 2"] = "2" },
            },
            "AudienceMembershipChangeResponse" => new AudienceMembershipChangeResponse { Id = "1", Timestamp = _time },
            _ => new DsrProcessingResponse { Id = "1", Timestamp = _time },
        };
        var sample = File.ReadAllText(Fixture.Shared($"payloads/firehose/v3.2.0_{name}.json"));
        Assert.That(Shape(Write(response)), Is.EquivalentTo(Shape(sample)));
    }

    [Test]
    public void WriteResponse_ModuleRegistration_FitsTheSchemas()
    {
        var written = JsonNode.Parse(Write(Complete()))!;
        Check(written, "ModuleRegistrationResponse");
        Check(written["permissions"]!, "Permissions");
        Check(written["permissions"]!["device_identities"]![0]!, "DeviceIdentityPermission");
        Check(written["permissions"]!["user_identities"]![0]!, "UserIdentityPermission");
        Check(written["permissions"]!["partner_identities"]![0]!, "PartnerIdentityPermission");
        var events = written["event_processing_registration"]!;
        Check(events, "EventProcessingRegistration");
        Check(events["account_settings"]![0]!, "TextSetting");
        Check(events["account_settings"]![1]!, "IntegerSetting");
        Check(events["account_settings"]![2]!, "FloatSetting");
        Check(events["account_settings"]![3]!, "BooleanSetting");
        Check(events["authentication"]!, "OAuth2Authentication");
        Check(events["authentication"]!["scopes"]![0]!, "ScopeDetail");
        Check(written["audience_processing_registration"]!, "AudienceProcessingRegistration");
        Check(written["audience_processing_registration"]!["bulk_configuration"]!, "BulkConfiguration");
        Check(written["dsr_processing_registration"]!, "DsrProcessingRegistration");
    }

    private static ModuleRegistrationResponse Complete() => new()
    {
        Id = "11111111-2222-4333-8444-555555555555",
        Timestamp = _time,
        SdkVersion = "3.2.0",
        Name = "Vidora",
        Version = "1.0",
        Description = "Predictions from <a href='https://vidora.example'>Vidora</a>",
        Permissions = new FirehosePermissions
        {
            DeviceIdentities = [new FirehoseIdentityPermission { Type = "ios_vendor_id", Required = true }],
            UserIdentities = [new FirehoseIdentityPermission { Type = "email", Encoding = FirehoseIdentityEncoding.Sha256 }],
            PartnerIdentities = [new FirehoseIdentityPermission { Type = "vidora_id" }],
            AllowAccessLocation = true,
            AllowAccessIpAddress = true,
            AllowAccessDeviceApplicationStamp = true,
            AllowDeviceInfo = true,
            AllowUserAttributes = true,
            AllowConsentState = true,
            AllowAudienceUserAttributes = true,
            AllowAccessHttpUserAgent = true,
            AllowAccessMpid = true,
            AllowPlatformFields = true,
            AllowEventlessBatches = true,
        },
        EventProcessing = new EventProcessingRegistration
        {
            AccountSettings =
            [
                new FirehoseSetting { Id = "apiKey", Name = "API Key", Description = "From Vidora", Required = true, Confidential = true, DefaultValue = "none" },
                new FirehoseSetting { Type = FirehoseSettingType.Integer, Id = "limit", Name = "Limit", DefaultValue = 5, MinValue = 1, MaxValue = 10 },
                new FirehoseSetting { Type = FirehoseSettingType.Float, Id = "share", Name = "Share", DefaultValue = 0.5m, MinValue = 0, MaxValue = 1.5m },
                new FirehoseSetting { Type = FirehoseSettingType.Boolean, Id = "test", Name = "Test", Visible = false, DefaultValue = false },
            ],
            ConnectionSettings = [new FirehoseSetting { Id = "pipeline", Name = "Pipeline" }],
            SupportedEventTypes = [FirehoseEventType.CustomEvent, FirehoseEventType.ProductAction],
            SupportedRuntimeEnvironments = [FirehoseRuntimeEnvironment.Ios, FirehoseRuntimeEnvironment.MobileWeb],
            SupportedSystemNotificationTypes = [FirehoseNotificationType.GdprConsentState],
            MaxDataAgeHours = -1,
            PushMessagingProviderId = "vidora",
            Authentication = Authentication("X-Token"),
        },
        AudienceProcessing = new AudienceProcessingRegistration
        {
            AccountSettings = [new FirehoseSetting { Id = "apiKey", Name = "API Key", Description = "From Vidora" }],
            SubscriptionSettings =
            [
                new FirehoseSetting { Type = FirehoseSettingType.Boolean, Id = "suppress", Name = "Suppress", Description = "Or not", DefaultValue = true },
            ],
            Authentication = Authentication("X-Token"),
            BulkConfiguration = new FirehoseBulkConfiguration { WaitForMessages = 4, Wait = TimeSpan.FromMinutes(30) },
        },
        DsrProcessing = new DsrProcessingRegistration
        {
            AccountSettings = [new FirehoseSetting { Id = "url", Name = "URL", Description = "Yours" }],
            SupportedTypes = [DsrRequestType.Erasure],
            Domain = "vidora.example",
        },
    };

    private static FirehoseAuthentication Authentication(string? header) => new()
    {
        AuthorizationUrl = new Uri("https://vidora.example/authorize"),
        RefreshUrl = new Uri("https://vidora.example/refresh"),
        TokenUrl = new Uri("https://vidora.example/token"),
        DefaultExpiresIn = TimeSpan.FromSeconds(2000),
        ClientId = "mparticle",
        CustomHeaderName = header,
        ClientIdParameterName = "cid",
        SecretParameterName = "sec",
        Scopes = [new FirehoseScope { Name = "events", Description = "Send events" }],
    };

    [Test]
    public void WriteResponse_NoCustomHeader_IsABearerToken()
    {
        var written = JsonNode.Parse(Write(new ModuleRegistrationResponse
        {
            Id = "1",
            Timestamp = _time,
            Name = "n",
            Version = "v",
            EventProcessing = new EventProcessingRegistration { Authentication = Authentication(null) },
        }))!["event_processing_registration"]!["authentication"]!;
        Assert.That(written["access_token_type"]!.GetValue<string>(), Is.EqualTo("bearer"));
        Assert.That(written["custom_header_name"], Is.Null);
    }

    private static ModuleRegistrationResponse Module(AudienceProcessingRegistration audiences) => new()
    {
        Id = "1",
        Timestamp = _time,
        Name = "Vidora",
        Version = "1.0",
        Description = "",
        Permissions = new FirehosePermissions(),
        AudienceProcessing = audiences,
    };

    private static string Write(FirehoseResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        FirehoseJson.WriteResponse(response, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The paths of all values of a document.</summary>
    private static HashSet<string> Shape(string json)
    {
        var paths = new HashSet<string>();
        Walk(JsonNode.Parse(json), "");
        return paths;

        void Walk(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject map:
                    foreach (var (name, value) in map)
                    {
                        Walk(value, path.Length == 0 ? name : $"{path}.{name}");
                    }

                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Walk(item, path + "[]");
                    }

                    break;
                default:
                    paths.Add(path);
                    break;
            }
        }
    }

    /// <summary>Names, required ones, types and words of one level of an object.</summary>
    private static void Check(JsonNode value, string schemaName)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Fixture.Shared($"schemas/firehose/{schemaName}_schema.json")))!["properties"]!.AsObject();
        foreach (var (name, property) in schema)
        {
            if (property!["required"]?.GetValue<bool>() == true)
            {
                Assert.That(value[name], Is.Not.Null, $"{schemaName}.{name}");
            }
        }

        foreach (var (name, member) in value.AsObject())
        {
            Assert.That(schema.ContainsKey(name), Is.True, $"{schemaName}.{name}");
            var kind = member!.GetValueKind();
            Assert.That(schema[name]!["type"]!.GetValue<string>(), Is.EqualTo(kind switch
            {
                System.Text.Json.JsonValueKind.String => "string",
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
                System.Text.Json.JsonValueKind.Array => "array",
                System.Text.Json.JsonValueKind.Object => "object",
                _ => "integer",
            }).Or.EqualTo("number"), $"{schemaName}.{name}");
            if (schema[name]!["enum"] is JsonArray words)
            {
                Assert.That(words.Select(w => w!.GetValue<string>()), Does.Contain(member.GetValue<string>()), $"{schemaName}.{name}");
            }
        }
    }
}
