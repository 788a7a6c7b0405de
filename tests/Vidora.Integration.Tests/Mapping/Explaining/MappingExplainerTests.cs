using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vidora.Integration.Generator;
using Vidora.Integration.Mapping;
using Vidora.Integration.Mapping.Explaining;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping.Explaining;

public sealed class MappingExplainerTests
{
    private static readonly VidoraMappingOptions _withoutPersonalData = new() { ExcludePersonalData = true };

    private static IEnumerable<TestCaseData> Canaries =>
    [
        new TestCaseData(CanaryDocument.EventsApi()).SetArgDisplayNames("events API"),
        new TestCaseData(CanaryDocument.Firehose()).SetArgDisplayNames("Firehose"),
    ];

    [Test]
    public void Explain_CustomEvent_NamesThePathOfEveryField()
    {
        var explained = Explained.Of(Batch(
            Event("custom_event", """  "event_name":"Play","session_id":3,"custom_attributes":{"a b":"1","list":[1,2],"deep":{"x":1,"y":[{}]} } """),
            """  "environment":"production","user_attributes":{"$City":"Bremen","tier":"gold"},"device_info":{"platform":"iOS","is_tablet":"True"} """));

        Assert.That(explained.SourcesOf("user_id"), Is.EqualTo("mpid"));
        Assert.That(explained.SourcesOf("type"), Is.EqualTo("events[0].data.event_name"));
        Assert.That(explained.SourcesOf("event_type"), Is.EqualTo("events[0].event_type"));
        Assert.That(explained.SourcesOf("timestamp"), Is.EqualTo("events[0].data.timestamp_unixtime_ms"));
        Assert.That(explained.SourcesOf("event_id"), Is.EqualTo("events[0].data.event_id"));
        Assert.That(explained.SourcesOf("session_id"), Is.EqualTo("events[0].data.session_id"));
        Assert.That(explained.SourcesOf("a b"), Is.EqualTo("events[0].data.custom_attributes[\"a b\"]"));
        Assert.That(explained.SourcesOf("list"), Is.EqualTo("events[0].data.custom_attributes.list"));
        Assert.That(explained.SourcesOf("deep"), Is.EqualTo("events[0].data.custom_attributes.deep.x events[0].data.custom_attributes.deep.y[0]"));
        Assert.That(explained.SourcesOf("user_city"), Is.EqualTo("user_attributes.$City"));
        Assert.That(explained.SourcesOf("user_tier"), Is.EqualTo("user_attributes.tier"));
        Assert.That(explained.SourcesOf("platform"), Is.EqualTo("device_info.platform"));
        Assert.That(explained.SourcesOf("device_is_tablet"), Is.EqualTo("device_info.is_tablet"));
        Assert.That(explained.RuleOf("user_tier"), Is.EqualTo("a user attribute, as user_<name>"));
        Assert.That(explained.ReasonFor("environment"), Is.EqualTo(NotForwardedReason.Decides));
        Assert.That(explained.ReasonFor("timestamp_unixtime_ms"), Is.EqualTo(NotForwardedReason.AnotherFieldTaken));
    }

    [Test]
    public void Explain_Purchase_TellsProductsApart()
    {
        var explained = Explained.Of(Batch(Event(
            "commerce_event",
            """  "currency_code":"EUR","product_action":{"action":"purchase","total_amount":5,"products":[{"id":"a","custom_attributes":{"color":"red"}},{"id":"b"}]} """)));

        Assert.That(explained.Explanation.Events.Select(@event => @event.InputPath), Is.All.EqualTo("events[0]"));
        Assert.That(explained.SourcesOf("type"), Is.EqualTo("events[0].data.product_action.action"));
        Assert.That(explained.SourcesOf("item_id"), Is.EqualTo("events[0].data.product_action.products[0].id"));
        Assert.That(explained.SourcesOf("item_id", @event: 1), Is.EqualTo("events[0].data.product_action.products[1].id"));
        Assert.That(explained.SourcesOf("product_color"), Is.EqualTo("events[0].data.product_action.products[0].custom_attributes.color"));
        Assert.That(explained.RuleOf("product_color"), Is.EqualTo("a custom attribute of the product, as product_<name>"));
        Assert.That(explained.SourcesOf("total_amount"), Is.EqualTo("events[0].data.product_action.total_amount"));
        Assert.That(explained.SourcesOf("product_index"), Is.Empty);
        Assert.That(explained.RuleOf("product_index"), Does.StartWith("computed"));
        Assert.That(explained.Explanation.NotForwarded.Select(field => field.Path), Is.EqualTo(new[] { "timestamp_unixtime_ms" }));
    }

    [Test]
    public void Explain_Firehose_NamesThePathsOfFirehose()
    {
        var explained = Explained.Of(Message(
            MessageEvent("product_action", """  "action":"remove_from_wish_list","products":[{"sku":"a"}] """) + ","
            + MessageEvent("push_message_open") + ","
            + MessageEvent("user_attribute_change", """  "added":{"tier":"gold"},"removed":{"tier":"none"} """),
            """  "runtime_environment":{"type":"unknown","is_debug":false},"source_channel":"partner" """));

        Assert.That(explained.SourcesOf("type"), Is.EqualTo("events[0].type events[0].action"));
        Assert.That(explained.SourcesOf("item_id"), Is.EqualTo("events[0].products[0].sku"));
        Assert.That(explained.SourcesOf("platform"), Is.EqualTo("runtime_environment.type source_channel"));
        Assert.That(explained.SourcesOf("push_message_type", @event: 1), Is.EqualTo("events[1].type"));
        Assert.That(explained.SourcesOf("attribute_name", @event: 2), Is.EqualTo("events[2].added.tier events[2].removed.tier"));
        Assert.That(explained.SourcesOf("old_value", @event: 2), Is.EqualTo("events[2].removed.tier"));
        Assert.That(explained.ReasonFor("runtime_environment.is_debug"), Is.EqualTo(NotForwardedReason.Decides));
        Assert.That(explained.ReasonFor("type"), Is.EqualTo(NotForwardedReason.Decides));
    }

    [Test]
    public void Explain_Fallbacks_AreTheSourceWhereTheyAreTaken()
    {
        var explained = Explained.Of("""{"mpid":42,"timestamp_unixtime_ms":1700000009000,"events":[{"event_type":"uninstall","data":{"source_message_id":"s"}}]}""");

        Assert.That(explained.SourcesOf("timestamp"), Is.EqualTo("timestamp_unixtime_ms"));
        Assert.That(explained.SourcesOf("event_id"), Is.EqualTo("events[0].data.source_message_id"));
    }

    [Test]
    public void Explain_NameThatIsReserved_SaysThatItWasRenamed()
    {
        var explained = Explained.Of(Custom("""  "user_id":"x","plan_2":"y" """));

        Assert.That(explained.RuleOf("attribute_user_id"), Does.EndWith("renamed because the name is reserved or taken"));
        Assert.That(explained.RuleOf("plan_2"), Does.Not.Contain("taken"));
    }

    [Test]
    public void Explain_EnvironmentThatIsForwarded_ComesFromTheEnvironment()
    {
        var development = new VidoraMappingOptions { Environments = ["development"] };
        var both = new VidoraMappingOptions { Environments = ["production", "development"] };

        Assert.That(Explained.Of(Batch(Event("uninstall"), "\"environment\":\"Development\""), development).SourcesOf("environment"), Is.EqualTo("environment"));
        Assert.That(
            Explained.Of(Message(MessageEvent("session_start"), """  "runtime_environment":{"is_debug":true} """), both).SourcesOf("environment"),
            Is.EqualTo("runtime_environment.is_debug"));
        Assert.That(Explained.Of(Batch(Event("uninstall")), both).SourcesOf("environment"), Is.Empty);
    }

    [TestCaseSource(nameof(Canaries))]
    public void Explain_Canaries_ArePersonalDataAndNothingElse(CanaryDocument canary)
    {
        using var document = System.Text.Json.JsonDocument.Parse(canary.Utf8Json);
        foreach (var options in new[] { null, _withoutPersonalData })
        {
            var explained = Explained.Of(canary.Utf8Json, options);
            foreach (var (path, value) in Scalars("", document.RootElement))
            {
                var reason = explained.ReasonFor(path) ?? explained.ReasonFor(path[..Math.Max(0, path.LastIndexOf('['))]);
                if (canary.Tokens.Contains(value))
                {
                    Assert.That(
                        reason,
                        Is.EqualTo(path.Contains("$intelligent_attribute", StringComparison.Ordinal) ? NotForwardedReason.Prediction : NotForwardedReason.PersonalData),
                        path);
                }
                else if (canary.ExcludableTokens.Contains(value))
                {
                    Assert.That(reason, options is null ? Is.Null : Is.EqualTo(NotForwardedReason.ExcludedPersonalData), path);
                }
            }

            var told = string.Join('\n', explained.Explanation.NotForwarded.Select(field => $"{field.Path} {field.Sentence}"));
            Assert.That(canary.Tokens.Where(told.Contains), Is.Empty);
        }
    }

    [Test]
    public void Explain_IdentityChangeWithoutPersonalData_IsExcludedAsAWhole()
    {
        var change = Event("user_identity_change", """  "new":{"identity_type":"email","identity":"x"} """);
        const string Members = """  "environment":"production","user_attributes":{"tier":"gold","$Zip":"28195"} """;

        var explained = Explained.Of(Batch(change + "," + Event("uninstall"), Members), _withoutPersonalData);
        var alone = Explained.Of(Batch(change, Members), _withoutPersonalData);

        Assert.That(explained.ReasonFor("environment"), Is.EqualTo(NotForwardedReason.Decides));
        Assert.That(explained.ReasonFor("user_attributes.$Zip"), Is.EqualTo(NotForwardedReason.ExcludedPersonalData));
        Assert.That(alone.ReasonFor("user_attributes.tier"), Is.EqualTo(NotForwardedReason.EventNotForwarded));
        Assert.That(alone.ReasonFor("events[0].data.new.identity_type"), Is.EqualTo(NotForwardedReason.ExcludedPersonalData));
        Assert.That(explained.ReasonFor("events[0].data.new.identity_type"), Is.EqualTo(NotForwardedReason.ExcludedPersonalData));
        Assert.That(explained.ReasonFor("events[0].data.new.identity"), Is.EqualTo(NotForwardedReason.PersonalData));
    }

    [TestCase("\"mpid\":0", MappingIssueCode.MissingMpid)]
    [TestCase("\"environment\":\"development\"", MappingIssueCode.EnvironmentNotForwarded)]
    public void Explain_BatchThatIsNotForwarded_SaysWhy(string members, MappingIssueCode code)
    {
        var explained = Explained.Of(Batch(Event("uninstall"), $"\"ip\":\"203.0.113.1\",\"user_attributes\":{{\"tier\":\"gold\"}},{members}"));

        Assert.That(explained.Explanation.Events, Is.Empty);
        foreach (var path in new[] { "user_attributes.tier", "events[0].data.event_id", "events[0].event_type" })
        {
            Assert.That(explained.NotForwarded(path).Kind, Is.EqualTo(NotForwardedReason.BatchNotForwarded));
            Assert.That(explained.NotForwarded(path).Code, Is.EqualTo(code));
        }

        Assert.That(explained.ReasonFor("ip"), Is.EqualTo(NotForwardedReason.PersonalData));
    }

    [Test]
    public void Explain_BatchWithoutEvents_SaysSo()
    {
        var explained = Explained.Of(Batch("", "\"user_attributes\":{\"tier\":\"gold\"}"));

        Assert.That(explained.NotForwarded("user_attributes.tier").Kind, Is.EqualTo(NotForwardedReason.BatchNotForwarded));
        Assert.That(explained.NotForwarded("user_attributes.tier").Sentence, Is.EqualTo("the batch was not forwarded: it has no events"));
    }

    [TestCase("opt_out", "", MappingIssueCode.EventTypeNotForwarded)]
    [TestCase("never_heard_of", "", MappingIssueCode.UnknownEventType)]
    [TestCase("custom_event", "", MappingIssueCode.MissingEventName)]
    public void Explain_EventThatIsNotForwarded_SaysWhyAndTheOthersAreExplained(string type, string data, MappingIssueCode code)
    {
        var explained = Explained.Of(Batch(Event(type, data) + "," + Event("uninstall"), "\"user_attributes\":{\"tier\":\"gold\"}"));

        Assert.That(explained.NotForwarded("events[0].data.event_id").Kind, Is.EqualTo(NotForwardedReason.EventNotForwarded));
        Assert.That(explained.NotForwarded("events[0].data.event_id").Code, Is.EqualTo(code));
        Assert.That(explained.SourcesOf("user_tier"), Is.EqualTo("user_attributes.tier"));
    }

    [Test]
    public void Explain_OnlyEventIsNotForwarded_NorIsWhatBelongsToTheBatch()
    {
        var explained = Explained.Of(Batch(Event("opt_out"), "\"user_attributes\":{\"tier\":\"gold\"}"));

        Assert.That(explained.NotForwarded("user_attributes.tier").Kind, Is.EqualTo(NotForwardedReason.EventNotForwarded));
        Assert.That(explained.NotForwarded("user_attributes.tier").Code, Is.EqualTo(MappingIssueCode.EventTypeNotForwarded));
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("0")]
    [TestCase("\"00000000-0000-0000-0000-000000000000\"")]
    [TestCase("{}")]
    public void Explain_FieldWithoutAValue_HasNoValue(string value)
    {
        var explained = Explained.Of(Batch(Event("uninstall", $"\"session_id\":{value}")));

        Assert.That(explained.ReasonFor("events[0].data.session_id"), Is.EqualTo(NotForwardedReason.NoValue));
    }

    [Test]
    public void Explain_OtherFields_HaveTheReasonOfTheirPlace()
    {
        var explained = Explained.Of(
            """
            {"mpid":42,"colour":"red","batch_id":1,"source_info":{"partner":"native"},"application_info":{"os":"a","colour":"red"},
             "device_info":{"brand":"a","model":"old","device_model":"new","has_nfc":true,"screen_height":[1],"is_dst":"perhaps"},
             "consent_state":{"gdpr":{"a":{"consented":"perhaps","document":"d"}}},
             "user_attributes":{"":"nameless","tier":null,"$intelligent_attribute:vidora:p__score":"1"},
             "events":[{"event_type":"session_end","colour":"red","data":{"event_id":7,"id":"s","session_id":3,"session_uuid":"AA","timestamp_unixtime_ms":1700000000999,"event_num":1,
              "session_duration_ms":"soon","colour":"red","custom_flags":{"a":"b"},"event_num":2}}]}
            """);

        foreach (var (path, reason) in new[]
        {
            ("colour", NotForwardedReason.Unknown),
            ("batch_id", NotForwardedReason.NoRule),
            ("source_info.partner", NotForwardedReason.NoRule),
            ("application_info.colour", NotForwardedReason.Unknown),
            ("device_info.model", NotForwardedReason.AnotherFieldTaken),
            ("device_info.has_nfc", NotForwardedReason.NotOnAllowList),
            ("device_info.screen_height", NotForwardedReason.Invalid),
            ("device_info.is_dst", NotForwardedReason.Invalid),
            ("consent_state.gdpr.a.consented", NotForwardedReason.Invalid),
            ("consent_state.gdpr.a.document", NotForwardedReason.NoRule),
            ("user_attributes[\"\"]", NotForwardedReason.Invalid),
            ("user_attributes.$intelligent_attribute:vidora:p__score", NotForwardedReason.Prediction),
            ("events[0].colour", NotForwardedReason.Unknown),
            ("events[0].data.colour", NotForwardedReason.Unknown),
            ("events[0].data.event_num", NotForwardedReason.AnotherFieldTaken),
            ("events[0].data.id", NotForwardedReason.AnotherFieldTaken),
            ("events[0].data.session_uuid", NotForwardedReason.AnotherFieldTaken),
            ("events[0].data.session_duration_ms", NotForwardedReason.Invalid),
            ("events[0].data.custom_flags.a", NotForwardedReason.NoRule),
        })
        {
            Assert.That(explained.ReasonFor(path), Is.EqualTo(reason), path);
        }

        Assert.That(explained.NotForwarded("user_attributes[\"\"]").Code, Is.EqualTo(MappingIssueCode.InvalidAttributeName));
        Assert.That(explained.SourcesOf("device_model"), Is.EqualTo("device_info.device_model"));
        Assert.That(explained.SourcesOf("platform"), Is.EqualTo("application_info.os"));
        Assert.That(explained.SourcesOf("user_tier"), Is.EqualTo("user_attributes.tier"));
        Assert.That(explained.RuleOf("user_tier"), Does.StartWith("a tag"));
    }

    [Test]
    public void Explain_ValueThatIsThereButCannotBeRead_IsNotCalledAbsent()
    {
        var explained = Explained.Of("""{"mpid":42,"timestamp_unixtime_ms":1700000009000,"events":[{"event_type":"uninstall","data":{"timestamp_unixtime_ms":"2023-11-14T22:13:20Z"}}]}""");
        var batch = Explained.Of("""{"mpid":"0x1f","events":[{"event_type":"uninstall"}]}""");
        var number = Explained.Of(Custom("\"huge\":1e400"));

        Assert.That(explained.NotForwarded("events[0].data.timestamp_unixtime_ms").Sentence, Is.EqualTo("invalid: the time is there, but cannot be read"));
        Assert.That(batch.NotForwarded("mpid").Sentence, Is.EqualTo("the batch was not forwarded: its MPID is there, but is not a whole 64-bit number"));
        Assert.That(number.NotForwarded("events[0].data.custom_attributes.huge").Sentence, Is.EqualTo("invalid: the number is larger than a double can hold"));
    }

    [Test]
    public void Explain_PersonalData_SaysWhichAndWhatLooksPersonal()
    {
        var explained = Explained.Of(
            Custom(
                """ "who":"ADA@example.com ","note":"ada@example.com, call back","other":"bob@example.com","plan":"gold" """,
                """ "user_identities":[{"identity_type":"email","identity":"ada@example.com"}],"user_attributes":{"$FirstName":"Ada"} """));

        Assert.That(explained.NotForwarded("events[0].data.custom_attributes.who").Code, Is.EqualTo(MappingIssueCode.PersonalDataRemoved));
        Assert.That(explained.ReasonFor("events[0].data.custom_attributes.who"), Is.EqualTo(NotForwardedReason.PersonalData));
        Assert.That(
            explained.Explanation.Events[0].Fields.Where(field => field.LooksPersonal).Select(field => field.Name),
            Is.EqualTo(new[] { "other", "user_firstname" }));
    }

    [Test]
    public void Explain_WhatOptionsLeaveOut_SaysWhichOption()
    {
        const string Order = """
            "product_action":{"action":"purchase","products":[{"id":"a","price":5,"custom_attributes":{"size":"M","mail":"x"}},{"name":"B"}]},"custom_attributes":{"mail":"y","a":1}
            """;
        var options = new VidoraMappingOptions { Commerce = CommerceMode.PerOrder, ExcludeAttributes = ["*mail"] };

        var explained = Explained.Of(Batch(Event("commerce_event", Order), """ "user_attributes":{"Mail":"z"} """), options);

        const string Products = "events[0].data.product_action.products";
        Assert.That(explained.SourcesOf("product_ids"), Is.EqualTo($"{Products}[0].id"));
        Assert.That(explained.SourcesOf("product_names"), Is.EqualTo($"{Products}[1].name"));
        Assert.That(explained.ReasonFor($"{Products}[0].price"), Is.EqualTo(NotForwardedReason.PerOrder));
        Assert.That(explained.ReasonFor($"{Products}[0].custom_attributes.size"), Is.EqualTo(NotForwardedReason.PerOrder));
        Assert.That(explained.ReasonFor($"{Products}[0].custom_attributes.mail"), Is.EqualTo(NotForwardedReason.LeftOutByName));
        Assert.That(explained.ReasonFor("events[0].data.custom_attributes.mail"), Is.EqualTo(NotForwardedReason.LeftOutByName));
        Assert.That(explained.ReasonFor("user_attributes.Mail"), Is.EqualTo(NotForwardedReason.LeftOutByName));
    }

    [Test]
    public void Explain_OneEvent_IsExplainedAlone()
    {
        var json = Batch(Event("opt_out") + "," + Event("uninstall") + "," + Event("session_start"), "\"user_attributes\":{\"tier\":\"gold\"}");

        var explained = Explained.Of(json, eventIndex: 1);

        Assert.That(explained.Explanation.Events.Single().Event.Type, Is.EqualTo("uninstall"));
        Assert.That(explained.SourcesOf("user_tier"), Is.EqualTo("user_attributes.tier"));
        Assert.That(explained.Explanation.Issues, Is.Empty);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public void Explain_EventThatIsNotThere_SaysHowManyThereAre(int index)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => new MappingExplainer().Explain(Encoding.UTF8.GetBytes(Batch(Event("uninstall"))), eventIndex: index));

        Assert.That(thrown!.Message, Does.Contain($"no event {index}; it has 1"));
    }

    [Test]
    public void Explain_NoBatch_IsTheReadersException() =>
        Assert.Throws<MParticleFormatException>(() => new MappingExplainer().Explain("""{"weather":"rain"}"""u8.ToArray()));

    [Test]
    [Slow(Formats = true)]
    public void Explain_LargeEvent_IsExplainedAsAWhole()
    {
        var attributes = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            attributes.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"a{i}\":{(i % 3 == 0 ? "true" : i % 3 == 1 ? "\"text\"" : "12")}");
        }

        var explanation = new MappingExplainer().Explain(Encoding.UTF8.GetBytes(Custom(attributes.ToString())));

        Assert.That(explanation.IsComplete, Is.True);
        Assert.That(
            explanation.Events.Single().Fields.Where(field => field.Name[0] == 'a').Select(field => field.Sources.Single()),
            Is.EqualTo(Enumerable.Range(0, 20_000).Select(i => $"events[0].data.custom_attributes.a{i}")));
    }

    [Test]
    public void Explain_MoreThanTheLimit_EndsAndSaysWhatWasNotExamined()
    {
        var events = string.Join(',', Enumerable.Range(0, 500).Select(_ => Event("screen_view", "\"screen_name\":\"Home\"")));
        var json = Encoding.UTF8.GetBytes(Batch(events, "\"ip\":\"203.0.113.1\",\"user_attributes\":{\"tier\":\"gold\"}"));

        var explanation = new MappingExplainer(null, fieldLimit: 2_000).Explain(json);

        Assert.That(explanation.IsComplete, Is.False);
        Assert.That(explanation.Events, Has.Count.GreaterThan(10).And.Count.LessThan(500));
        Assert.That(explanation.Events[0].Fields.Single(field => field.Name == "user_tier").Sources, Is.Not.Empty);
        Assert.That(explanation.NotForwarded.Where(field => field.Path == "user_attributes.tier"), Is.Empty);
        Assert.That(explanation.NotForwarded.Single(field => field.Path == "ip").Kind, Is.EqualTo(NotForwardedReason.PersonalData));
        Assert.That(explanation.NotForwarded.Single(field => field.Path == "events[499].data.screen_name").Kind, Is.EqualTo(NotForwardedReason.NotExamined));
    }

    [Test]
    public void Explain_OneEventThatIsMoreThanTheLimit_IsExplainedAsAWhole()
    {
        var explanation = new MappingExplainer(null, fieldLimit: 1).Explain(Encoding.UTF8.GetBytes(Custom("\"a\":1", "\"user_attributes\":{\"tier\":\"gold\"}")));

        Assert.That(explanation.IsComplete, Is.True);
        Assert.That(explanation.Events.Single().Fields.Single(field => field.Name == "a").Sources, Is.Not.Empty);
    }

    [Test]
    [Slow(Formats = true)]
    public void Explain_ManyEventsBehindMuchThatIsNotForwarded_Ends()
    {
        var identities = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"identity_type":"other","identity":"person {{i}}"}"""));
        foreach (var type in new[] { "uninstall", "never_heard_of" })
        {
            var events = string.Join(',', Enumerable.Repeat(Event(type), 10_000));

            var explanation = new MappingExplainer(_withoutPersonalData).Explain(Encoding.UTF8.GetBytes(Batch(events, $"\"user_identities\":[{identities}]")));

            Assert.That(explanation.IsComplete, Is.True);
            Assert.That(explanation.NotForwarded.Count(field => field.Kind == NotForwardedReason.PersonalData), Is.EqualTo(40_000));
        }
    }

    [Test]
    [Slow(Formats = true)]
    public void Explain_SmallBatchThatWouldBecomeHuge_EndsAndNamesTheReason()
    {
        var events = string.Join(',', Enumerable.Repeat(Event("uninstall"), 800));
        var json = Encoding.UTF8.GetBytes(Batch(events, $"\"user_attributes\":{{\"a\":\"{new string('x', 100_000)}\"}}"));
        var watch = Stopwatch.StartNew();

        var explanation = new MappingExplainer().Explain(json);

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromMinutes(2)));
        Assert.That(explanation.NotForwarded.Single(field => field.Path == "events[799].data.event_id").Code, Is.EqualTo(MappingIssueCode.OutputTooLarge));
    }

    [Test]
    public void Explain_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => new MappingExplainer().Explain(Encoding.UTF8.GetBytes(Batch(Event("uninstall"))), cancellationToken: source.Token));
    }

    [Test]
    public void Explain_EventsAndNotificationsTwice_TheLastOnesCount()
    {
        var explained = Explained.Of(
            """
            {"mpid":42,"events":[{"event_type":"custom_event","data":{"event_name":"first"}}],"events":[{"event_type":"uninstall","data":{"timestamp_unixtime_ms":1000}}],
             "system_notifications":[5,{"type":"gdpr_change","data":{"purpose":"a","current":{"consented":true,"timestamp_unixtime_ms":1000}}}]}
            """);

        Assert.That(explained.ReasonFor("events[0].data.event_name"), Is.EqualTo(NotForwardedReason.AnotherFieldTaken));
        Assert.That(explained.SourcesOf("consented", @event: 1), Is.EqualTo("system_notifications[1].data.current.consented"));
    }

    [Test]
    public void MappingRules_HaveARuleForEveryFieldThatTheLibraryNames() =>
        Assert.That(MappingRules.ByName.Keys, Is.EquivalentTo(OutputNames.All.Select(field => field.Name.ToString())));

    [Test]
    public void Sentence_OfEveryReason_IsWords()
    {
        foreach (var reason in Enum.GetValues<NotForwardedReason>())
        {
            Assert.That(ReasonSentences.Of(reason, MappingIssueCode.InvalidValue), Does.Contain(' ').And.Not.Contain(reason.ToString()));
        }
    }

    [TestCase(NotForwardedReason.BatchNotForwarded, null, "the batch was not forwarded: it has no events")]
    [TestCase(NotForwardedReason.BatchNotForwarded, MappingIssueCode.PlatformNotForwarded, "the batch was not forwarded: its platform is not among the forwarded ones")]
    [TestCase(
        NotForwardedReason.EventNotForwarded,
        MappingIssueCode.OutputTooLarge,
        "the event was not forwarded: the events of the batch would become more than 64 MiB together")]
    [TestCase(NotForwardedReason.Invalid, MappingIssueCode.InvalidValue, "invalid: the value is not of the kind that belongs there")]
    [TestCase(NotForwardedReason.Unknown, null, "unknown to this library")]
    [TestCase(NotForwardedReason.NotExamined, null, "not examined, the document is too large")]
    public void Sentence_OfAReason_IsThis(object reason, MappingIssueCode? code, string sentence) =>
        Assert.That(ReasonSentences.Of((NotForwardedReason)reason, code), Is.EqualTo(sentence));

    private static IEnumerable<(string Path, string Value)> Scalars(string path, System.Text.Json.JsonElement element) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Scalars(
            path + (member.Name.Contains('.', StringComparison.Ordinal) ? $"[\"{member.Name}\"]" : (path.Length > 0 ? "." : "") + member.Name), member.Value)),
        System.Text.Json.JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Scalars($"{path}[{i}]", item)),
        _ => [(path, element.ToString())],
    };
}
