using Vidora.Integration.MParticle.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Generator;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>
/// The proof that personal data stays where it is: every field that may hold some holds a token of its own, and no token
/// is in anything that comes out.
/// </summary>
[Slow(Formats = true)]
public sealed class CanaryTests
{
    private static readonly VidoraMappingOptions _everything = new() { Environments = ["production", "development", "unknown"] };
    private static readonly VidoraMappingOptions _withoutPersonalData = new() { ExcludePersonalData = true };

    private static IEnumerable<TestCaseData> Documents =>
    [
        new TestCaseData(CanaryDocument.EventsApi()).SetArgDisplayNames("events API"),
        new TestCaseData(CanaryDocument.Firehose()).SetArgDisplayNames("Firehose"),
    ];

    [TestCaseSource(nameof(Documents))]
    public void Map_Canaries_AreInNothingThatComesOut(CanaryDocument canary)
    {
        foreach (var options in new[] { null, _everything, _withoutPersonalData })
        {
            var told = Told(MappedBatch.Of(canary.Utf8Json, options));

            Assert.That(canary.Tokens.Where(told.Contains), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Documents))]
    public void Map_ExcludableCanaries_AreThereByDefaultOnly(CanaryDocument canary)
    {
        var told = Told(MappedBatch.Of(canary.Utf8Json));
        var excluded = Told(MappedBatch.Of(canary.Utf8Json, _withoutPersonalData));

        Assert.That(canary.ExcludableTokens, Is.Not.Empty);
        Assert.That(canary.ExcludableTokens.Where(token => !told.Contains(token)), Is.Empty);
        Assert.That(canary.ExcludableTokens.Where(excluded.Contains), Is.Empty);
    }

    [TestCaseSource(nameof(Documents))]
    public void Map_Canaries_LeaveTheRestOfTheEvents(CanaryDocument canary)
    {
        // A mapper that forwards nothing would pass, too.
        var mapped = MappedBatch.Of(canary.Utf8Json);

        Assert.That(mapped.Events, Has.Count.GreaterThanOrEqualTo(8));
        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "user_loyalty_tier")), Is.All.EqualTo("gold"));
        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "consent_gdpr_analytics")), Is.All.EqualTo("true"));
        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "device_model")), Is.All.EqualTo("Pixel 8"));
    }

    [TestCaseSource(nameof(Documents))]
    public void Map_CanariesUnderAnyKindOfValue_StayInside(CanaryDocument canary)
    {
        // The same tokens as lists, as objects and behind escapes: a field of another kind must not become a way out.
        var json = Encoding.UTF8.GetString(canary.Utf8Json.Span);
        foreach (var token in canary.Tokens.Where(token => token.StartsWith("canary", StringComparison.Ordinal)))
        {
            foreach (var other in new[] { $"[\"{token}\"]", $$"""{"identity":"{{token}}","value":"{{token}}"}""", $"\"{token}\\ud800\"", $"{{\"{token}\":1}}" })
            {
                var mapped = MappedBatch.Of(json.Replace($"\"{token}\"", other, StringComparison.Ordinal));

                Assert.That(Told(mapped), Does.Not.Contain(token));
            }
        }
    }

    [TestCaseSource(nameof(Documents))]
    public void Map_CanariesASecondTime_AreInNothingThatComesOut(CanaryDocument canary)
    {
        var batch = JsonNode.Parse(canary.Utf8Json.Span)!.AsObject();
        var isMessage = batch.ContainsKey("runtime_environment");
        var tokens = Identifiers(JsonSerializer.SerializeToElement(batch)).Where(token => token.StartsWith("canary-", StringComparison.Ordinal)).Distinct().ToList();
        var user = batch["user_attributes"]!.AsObject();
        var events = batch["events"]!.AsArray();
        foreach (var (token, i) in tokens.Select((token, i) => (token, i)))
        {
            user[$"copy_{i}"] = token;
            user[$"list_{i}"] = new JsonArray("x", token.ToUpperInvariant());
            foreach (var (type, messageType, name, messageName) in new[]
            {
                ("custom_event", "custom_event", "event_name", "name"), ("screen_view", "screen_view", "screen_name", "screen_name"),
                ("crash_report", "error", "class_name", "is_crash"), ("push_registration", "custom_event", "x", "name"),
            })
            {
                var fields = new JsonObject { [isMessage ? messageName : name] = type == "crash_report" && isMessage ? true : type == "crash_report" ? "E" : $" {token}" };
                fields[isMessage ? "attributes" : "custom_attributes"] = new JsonObject { ["m"] = token, ["s"] = token.ToUpperInvariant(), ["t"] = new JsonArray(token) };
                fields[isMessage ? "type" : "event_id"] = isMessage ? messageType : $"copy-{i}";
                events.Add(isMessage ? fields : (JsonNode)new JsonObject { ["event_type"] = type, ["data"] = fields });
            }
        }

        foreach (var options in new[] { _everything, _withoutPersonalData })
        {
            var mapped = MappedBatch.Of(batch.ToJsonString(), options);
            var told = Told(mapped);

            Assert.That(tokens, Has.Count.GreaterThan(12));
            Assert.That(tokens.Where(token => told.Contains(token, StringComparison.OrdinalIgnoreCase)), Is.Empty);
            Assert.That(mapped.Events.Count(@event => MappedBatch.Value(@event, "type") == "custom_event"), Is.GreaterThanOrEqualTo(tokens.Count));
        }
    }

    /// <summary>The golden documents and the cases, and what the readers' tests read.</summary>
    private static IEnumerable<TestCaseData> Fixtures =>
        GoldenDocuments.Names.Select(name => $"Mapping/{name}.input.json").Append("events-api/every_event.json").Append("firehose/event_processing_request.json")
            .Select(name => new TestCaseData(Fixture.ReadText(name)).SetArgDisplayNames(name))
            .Concat(JsonDocument.Parse(Fixture.Read("Mapping/cases.json")).RootElement.EnumerateArray()
                .Select(one => new TestCaseData(one.GetProperty("input").GetRawText()).SetArgDisplayNames(one.GetProperty("name").GetString()!)));

    [TestCaseSource(nameof(Fixtures))]
    public void Map_Fixture_TellsNoIdentifierOfItsBatch(string json)
    {
        const int Shortest = 5;
        var identifiers = Identifiers(JsonDocument.Parse(json).RootElement).Where(value => value.Length >= Shortest && value.Any(c => c is not ('0' or '-'))).Distinct().ToList();

        foreach (var options in new[] { _everything, _withoutPersonalData })
        {
            var told = Told(MappedBatch.Of(json, options));

            Assert.That(identifiers.Where(value => told.Contains(value, StringComparison.OrdinalIgnoreCase)), Is.Empty);
        }
    }

    [Test]
    public void Fixtures_HaveIdentifiers() =>
        Assert.That(Fixtures.SelectMany(one => Identifiers(JsonDocument.Parse((string)one.Arguments[0]!).RootElement)).Distinct().Count(), Is.GreaterThan(20));

    /// <summary>Returns the texts that are identities, addresses, device ids or push tokens.</summary>
    private static IEnumerable<string> Identifiers(JsonElement value, string name = "") => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Identifiers(
            member.Value, name is "user_identities" or "partner_identities" && member.Name is not ("identity_type" or "type" or "timestamp_unixtime_ms" or "timestamp_ms") ? "identity" : member.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Identifiers(item, name)),
        JsonValueKind.String when IsIdentifier(name) => [value.GetString()!],
        _ => [],
    };

    private static bool IsIdentifier(string name) =>
        name is "identity" or "value" or "ip" or "client_ip_address" or "mp_deviceid" or "device_application_stamp" or "partner_identity" or "push_token" or "hardware_id"
            or "token" or "push_message_token" or "android_uuid" or "ios_idfv" or "amp_id" or "roku_publisher_id" or "microsoft_publisher_id"
        || name.EndsWith("_advertising_id", StringComparison.Ordinal);

    [TestCaseSource(nameof(Documents))]
    public void Read_DamagedCanaries_AreInNoException(CanaryDocument canary)
    {
        var bytes = canary.Utf8Json.ToArray();
        var tokens = canary.Tokens.Concat(canary.ExcludableTokens).ToList();
        for (var length = 1; length < bytes.Length; length += 37)
        {
            CheckException(bytes[..length], tokens);
            var damaged = bytes.ToArray();
            damaged[length] = (byte)'\x1';
            CheckException(damaged, tokens);
            damaged[length] = 0xff;
            CheckException(damaged, tokens);
        }
    }

    [Test]
    public void EventsApi_HasAllThatMayBePersonal()
    {
        using var document = JsonDocument.Parse(CanaryDocument.EventsApi().Utf8Json);
        var held = Held(document.RootElement);

        foreach (var name in new[]
        {
            "user_identities", "partner_identities", "partner_identity", "integration_attributes", "ip", "mp_deviceid", "api_key", "api_keys",
            "android_uuid", "android_advertising_id", "ios_advertising_id", "ios_idfv", "roku_advertising_id", "roku_publisher_id",
            "microsoft_advertising_id", "microsoft_publisher_id", "fire_advertising_id", "amp_id", "push_token", "device", "http_header_user_agent",
            "install_referrer", "apple_search_ads_attributes", "context", "location", "hardware_id", "identity", "registration_token",
            "push_message_token", "push_notification_payload", "launch_referral", "message", "stack_trace", "topmost_context", "breadcrumbs", "url",
            "previous_mpid", "latitude", "longitude", "city_name", "postal_code", "country_code", "origin_mpid", "current_mpid", "$Age", "$FirstName", "$zip", "new", "old", "reserved.mobile",
            "$intelligent_attribute:vidora:canary__score",
        })
        {
            Assert.That(held, Does.Contain(name));
        }
    }

    [Test]
    public void Firehose_HasAllThatMayBePersonal()
    {
        using var document = JsonDocument.Parse(CanaryDocument.Firehose().Utf8Json);
        var held = Held(document.RootElement);

        foreach (var name in new[]
        {
            "user_identities", "partner_identities", "identities", "client_ip_address", "http_header_user_agent", "name", "push_token",
            "install_referrer", "device_application_stamp", "integration_attributes", "user_attributes", "user_attribute_lists", "account_settings",
            "apple_search_ads_attribution", "token", "payload", "launch_referral", "launch_parameters", "message", "stack_trace", "breadcrumbs",
            "location", "hardware_id", "value", "latitude", "longitude", "$Address", "reserved.mobile", "$zip",
            "$intelligent_attribute:vidora:canary__score",
        })
        {
            Assert.That(held, Does.Contain(name));
        }
    }

    /// <summary>The names of all that holds a token, itself or further inside.</summary>
    private static HashSet<string> Held(JsonElement element)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        Collect(element);
        return held;

        bool Collect(JsonElement value)
        {
            var found = false;
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        if (Collect(property.Value))
                        {
                            held.Add(property.Name);
                            found = true;
                        }
                    }

                    return found;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                    {
                        found |= Collect(item);
                    }

                    return found;
                default:
                    return value.ToString().StartsWith("canary-", StringComparison.Ordinal) || value.ToString().EndsWith("0059317", StringComparison.Ordinal);
            }
        }
    }

    private static string Told(MappedBatch mapped)
    {
        var text = new StringBuilder();
        foreach (var @event in mapped.Result.Events)
        {
            // As sent, and as decoded: a token may hide behind escapes.
            text.Append(@event).Append('\n');
            foreach (var name in @event.Names)
            {
                text.Append(name).Append('=').Append(@event[name]).Append('\n');
            }
        }

        foreach (var issue in mapped.Issues)
        {
            text.Append(issue).Append('\n');
        }

        return text.ToString();
    }

    private static void CheckException(byte[] bytes, List<string> tokens)
    {
        foreach (var document in MParticleDocuments.Read(bytes))
        {
            foreach (var format in Enum.GetValues<MParticleFormat>())
            {
                if (!document.TryReadBatch(format, out _, out var error))
                {
                    var text = error.ToString();
                    Assert.That(tokens.Where(text.Contains), Is.Empty);
                }
            }
        }

        foreach (var thrown in new[] { Thrown(() => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)bytes)), Thrown(() => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes)) })
        {
            Assert.That(tokens.Where(token => thrown?.Contains(token, StringComparison.Ordinal) == true), Is.Empty);
        }
    }

    private static string? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (MParticleFormatException e)
        {
            return e.ToString();
        }
    }
}
