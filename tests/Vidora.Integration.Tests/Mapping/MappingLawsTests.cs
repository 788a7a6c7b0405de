using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Generator;
using Vidora.Integration.Mapping;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What holds for every batch. What every single output must be is checked in <see cref="MappedBatch"/>.</summary>
[Slow(Formats = true)]
public sealed class MappingLawsTests
{
    private static readonly string[] _amounts = ["total_amount", "tax_amount", "shipping_amount"];

    /// <summary>The data of events of the Events API, with a comma at the end unless empty; most of them are forwarded, in one way or another.</summary>
    private static readonly (string Type, string Data)[] _events =
    [
        ("custom_event", "\"event_name\":\"e\",\"custom_attributes\":{\"a\":1,\"a\":2,\"type\":\"t\",\"\":0},"),
        ("custom_event", "\"event_name\":\"\","),
        ("custom_event", ""),
        ("screen_view", "\"screen_name\":\"Home\","),
        ("commerce_event", "\"product_action\":{\"action\":\"purchase\",\"total_amount\":5,\"products\":[{},{\"id\":\"a\"},3]},"),
        ("commerce_event", "\"product_action\":{\"action\":\"click\"},\"product_impressions\":[{},{\"products\":[{},{}]}],"),
        ("commerce_event", "\"product_action\":{\"action\":\"dance\"},"),
        ("commerce_event", "\"promotion_action\":{\"action\":\"view\",\"promotions\":[{},{},{}]},"),
        ("commerce_event", "\"product_action\":null,\"promotion_action\":null,\"product_impressions\":[],"),
        ("application_state_transition", "\"is_first_run\":\"perhaps\","),
        ("session_start", "\"session_id\":0,"),
        ("session_end", "\"session_duration_ms\":\"soon\","),
        ("push_message", "\"push_message_type\":\"received\","),
        ("push_registration", "\"register\":true,"),
        ("user_attribute_change", "\"user_attribute_name\":\"$Zip\",\"new\":\"1\","),
        ("user_attribute_change", "\"user_attribute_name\":\"plan\",\"new\":[1],\"old\":null,"),
        ("user_attribute_change", "\"user_attribute_name\":\"$intelligent_attribute:cortex:p\",\"new\":1,"),
        ("user_identity_change", "\"new\":{\"identity_type\":\"email\",\"identity\":\"x\"},"),
        ("user_identity_change", ""),
        ("crash_report", "\"class_name\":\"E\","),
        ("uninstall", ""),
        ("opt_out", ""),
        ("profile", ""),
        ("breadcrumb", ""),
        ("never_heard_of", ""),
        ("", ""),
    ];

    private static readonly (string Type, string Data)[] _messageEvents =
    [
        ("custom_event", "\"name\":\"e\",\"attributes\":{\"a\":\"1\",\"event_id\":\"2\"},"),
        ("custom_event", ""),
        ("attribution", "\"name\":\"a\","),
        ("attribution", ""),
        ("screen_view", ""),
        ("product_action", "\"action\":\"add_to_cart\",\"products\":[{},{}],"),
        ("product_action", "\"action\":\"unknown\","),
        ("promotion_action", "\"action\":\"click\",\"promotions\":[{},{}],"),
        ("promotion_action", "\"action\":\"unknown\","),
        ("impression", "\"impressions\":[{\"products\":[{},{}]},{}],"),
        ("push_message_receipt", ""),
        ("push_message_open", ""),
        ("push_subscription", "\"action\":\"subscribe\","),
        ("application_state_transition", "\"application_state\":\"install\","),
        ("session_start", ""),
        ("session_end", ""),
        ("user_attribute_change", "\"added\":{\"a\":\"1\",\"$city\":\"2\"},\"removed\":{\"a\":\"0\",\"b\":\"1\"},"),
        ("user_attribute_change", "\"added\":{},"),
        ("user_identity_change", "\"added\":[{\"type\":\"email\"}],\"removed\":[{\"type\":\"other\"}],"),
        ("user_identity_change", "\"removed\":[],"),
        ("error", "\"is_crash\":true,"),
        ("error", ""),
        ("privacy_setting_change", ""),
        ("uninstall", ""),
    ];

    private static Gen<string?> Amount => Gen.Frequency(
        (6, Gen.Choose(-5_000_00, 100_000_00).Select(cents => (string?)(cents / 100m).ToString("F2", CultureInfo.InvariantCulture))),
        (2, Gen.Choose(0, 1000).Select(whole => (string?)$"\"{whole}.50\"")),
        (1, Gen.Constant((string?)"0.0")),
        (1, Gen.Elements<string?>("\"\"", "null", null)));

    private static Gen<string?[]> Order => Amount.ArrayOf(3);

    [TestCase(CommerceMode.PerProduct)]
    [TestCase(CommerceMode.PerOrder)]
    [TestCase(CommerceMode.Both)]
    public void Map_AnyOrders_HaveTheAmountsOfTheOrdersInAll(CommerceMode mode)
    {
        var options = new VidoraMappingOptions { Commerce = mode };
        var cases = Order.Zip(Gen.Choose(0, 6)).Zip(Gen.Choose(0, 3)).ListOf().Zip(Gen.Elements(true, false));

        Laws.Check(cases, 300, test =>
        {
            var (orders, isMessage) = test;
            var events = new StringBuilder();
            foreach (var ((amounts, products), noise) in orders)
            {
                events.Append(events.Length == 0 ? "" : ",").Append(OrderEvent(amounts, products, noise, isMessage));
            }

            const string Members = "\"user_attributes\":{\"total_amount\":\"7\"}";
            var mapped = MappedBatch.Of(isMessage ? Message(events.ToString(), Members) : Batch(events.ToString(), Members), options);

            Assert.That(mapped.Events, Has.Count.EqualTo(orders.Sum(order => mode switch
            {
                CommerceMode.PerOrder => 1,
                CommerceMode.Both => 1 + order.Item1.Item2,
                _ => Math.Max(order.Item1.Item2, 1),
            })));
            for (var i = 0; i < _amounts.Length; i++)
            {
                var expected = orders.Sum(order => ToDecimal(order.Item1.Item1[i]));
                Assert.That(mapped.Events.Sum(@event => ToDecimal(MappedBatch.Value(@event, _amounts[i]))), Is.EqualTo(expected));
            }
        });
    }

    [Test]
    public void Map_AnyEvents_AreEachForwardedOrRefusedOnce()
    {
        Laws.Check(EventLists(_events.Length), 300, picks => CheckPartition(picks, isMessage: false));
        Laws.Check(EventLists(_messageEvents.Length), 300, picks => CheckPartition(picks, isMessage: true));
    }

    [TestCase(BatchFormat.EventsApi, 0)]
    [TestCase(BatchFormat.EventsApi, 20)]
    [TestCase(BatchFormat.EventsApi, 70)]
    [TestCase(BatchFormat.Firehose, 0)]
    [TestCase(BatchFormat.Firehose, 20)]
    [TestCase(BatchFormat.Firehose, 70)]
    public void Map_AnyDocument_IsMapped(BatchFormat format, int mutationsPerMille)
    {
        var generator = new BatchGenerator(11, BatchProfile.Variety, format);
        var documents = Enumerable.Range(0, 150).Select(_ => generator.Next()).ToArray();
        var (tried, mapped) = (0, 0);

        Laws.Check(Gen.Elements(documents).Zip(Laws.Seed), 400, test =>
        {
            tried++;
            var (document, seed) = test;
            var json = mutationsPerMille == 0 ? Encoding.UTF8.GetString(document) : JsonMutation.Of(document, seed, mutationsPerMille);
            mapped += MapIfReadable(Encoding.UTF8.GetBytes(json), seed);
        });

        Assert.That(mapped, Is.GreaterThan(tried / 8), "changes leave enough documents that can be read");
    }

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    public void Map_AnyCanary_IsMappedWithoutOne(BatchFormat format)
    {
        // Names are changed, so that a value may come to stand where it is forwarded; only what is in its place is looked for.
        var canary = format == BatchFormat.EventsApi ? CanaryDocument.EventsApi() : CanaryDocument.Firehose();

        Laws.Check(Laws.Seed, 300, seed => MapIfReadable(Encoding.UTF8.GetBytes(JsonMutation.Of(canary.Utf8Json, seed, 40)), seed));
    }

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    public void Map_AnyBytes_AreRefusedOrMapped(BatchFormat format)
    {
        var generator = new BatchGenerator(12, BatchProfile.Variety, format);
        var documents = Enumerable.Range(0, 50).Select(_ => generator.Next()).ToArray();

        Laws.Check(Gen.Elements(documents).Zip(Laws.Seed), 1500, test =>
        {
            var (document, seed) = test;
            var bytes = document.ToArray();
            var random = new Random(seed);
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:\\0-eunt "[random.Next(15)];
            }

            MapIfReadable(bytes, seed);
        });
    }

    [Test]
    public void Map_FromManyThreads_IsTheSame()
    {
        var mapper = new MParticleEventMapper();
        var batches = new[] { BatchFormat.EventsApi, BatchFormat.Firehose }
            .Select(format => new BatchGenerator(13, BatchProfile.Variety, format))
            .SelectMany(generator => Enumerable.Range(0, 60).Select(_ => MappedBatch.Read(generator.Next())))
            .ToArray();
        var expected = batches.Select(batch => Text(mapper.Map(batch))).ToArray();

        Parallel.For(0, batches.Length * 20, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.That(Text(mapper.Map(batches[i % batches.Length])), Is.EqualTo(expected[i % batches.Length])));
    }

    [Test]
    public void Map_ManyBatchesIntoOneBuffer_IsTheSameAsEachAlone()
    {
        var mapper = new MParticleEventMapper();
        var generator = new BatchGenerator(14, BatchProfile.Variety);
        var batches = Enumerable.Range(0, 200).Select(_ => MappedBatch.Read(generator.Next())).ToArray();
        var alone = batches.Select(mapper.Map).ToArray();
        var buffer = new VidoraEventBuffer();
        for (var round = 0; round < 3; round++)
        {
            buffer.Clear();
            foreach (var batch in batches)
            {
                mapper.Map(batch, buffer);
            }

            Assert.That(Enumerable.Range(0, buffer.Count).Select(i => Encoding.UTF8.GetString(buffer[i].Span)), Is.EqualTo(alone.SelectMany(result => result.Events).Select(@event => @event.ToString())));
            Assert.That(buffer.Issues, Is.EqualTo(alone.SelectMany(result => result.Issues)));
            Assert.That(buffer.InputEvents, Is.EqualTo(alone.Sum(result => result.InputEvents)));
            Assert.That(buffer.ForwardedInputEvents, Is.EqualTo(alone.Sum(result => result.ForwardedInputEvents)));
        }

        buffer.Clear();
        Assert.That(Encoding.UTF8.GetString(buffer.Utf8JsonArray.Span), Is.EqualTo("[]"));
        Assert.That((buffer.Count, buffer.Issues.Count, buffer.InputEvents, buffer.ForwardedInputEvents), Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public void Map_ResultOfMemoryThatIsReused_IsItsOwn()
    {
        var bytes = Encoding.UTF8.GetBytes(Custom("\"a\":\"before\""));
        var result = new MParticleEventMapper().Map(MappedBatch.Read(bytes));

        Array.Fill(bytes, (byte)'x');

        Assert.That(result.Events[0]["a"]!.Value.GetText(), Is.EqualTo("before"));
    }

    [Test]
    public void Dispose_Result_ReusesItsMemoryAndNeverShowsAnotherBatch()
    {
        var mapper = new MParticleEventMapper();
        var first = mapper.Map(MappedBatch.Read(Encoding.UTF8.GetBytes(Custom("\"a\":\"before\""))));
        var json = first.Events[0].Utf8Json;

        first.Dispose();
        first.Dispose();
        using var second = mapper.Map(MappedBatch.Read(Encoding.UTF8.GetBytes(Custom("\"a\":\"after!\""))));

        Assert.That(() => first.Events[0].Type, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => json.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(second.Events[0]["a"]!.Value.GetText(), Is.EqualTo("after!"));
    }

    private static Gen<int[]> EventLists(int kinds) => Gen.Choose(0, kinds - 1).ListOf().Select(list => list.ToArray());

    private static void CheckPartition(int[] picks, bool isMessage)
    {
        var events = string.Join(',', picks.Select((pick, i) =>
        {
            var (type, data) = isMessage ? _messageEvents[pick] : _events[pick];
            return isMessage
                ? $$"""{"type":"{{type}}",{{data}}"id":"e-{{i}}","timestamp_ms":1700000000999}"""
                : $$"""{"event_type":"{{type}}","data":{ {{data}}"event_id":"e-{{i}}",{{Times}} } }""";
        }));
        foreach (var options in new[] { null, new VidoraMappingOptions { ExcludePersonalData = true }, new VidoraMappingOptions { EventTypes = ["commerce_event", "custom_event"] }, new VidoraMappingOptions { Commerce = CommerceMode.PerOrder }, new VidoraMappingOptions { Commerce = CommerceMode.Both } })
        {
            var mapped = MappedBatch.Of(isMessage ? Message(events) : Batch(events), options);
            var forwarded = mapped.Events.Select(@event => int.Parse(MappedBatch.Value(@event, "event_id")!.Split('-')[1].Split(':')[0], CultureInfo.InvariantCulture)).Distinct();
            var refused = mapped.Issues.Where(issue => issue.NotForwardedEvents > 0).Select(issue => issue.EventIndex!.Value);

            Assert.That(forwarded.Concat(refused), Is.EquivalentTo(Enumerable.Range(0, picks.Length)));
            Assert.That(mapped.Result.ForwardedInputEvents, Is.EqualTo(forwarded.Count()));
        }
    }

    private static int MapIfReadable(byte[] utf8, int seed)
    {
        var mapped = 0;
        foreach (var document in MParticleDocuments.Read(utf8))
        {
            if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
            {
                var options = (seed % 3) switch
                {
                    0 => null,
                    1 => new VidoraMappingOptions { ExcludePersonalData = true },
                    _ => new VidoraMappingOptions { Environments = ["production", "development"] },
                };
                mapped += MappedBatch.Of(batch, options).Events.Count > 0 ? 1 : 0;
            }
        }

        return mapped;
    }

    private static string OrderEvent(string?[] amounts, int products, int noise, bool isMessage)
    {
        var fields = new StringBuilder("\"action\":\"purchase\"");
        for (var i = 0; i < amounts.Length; i++)
        {
            fields.Append(amounts[i] is null ? "" : $",\"{_amounts[i]}\":{amounts[i]}");
        }

        var product = noise == 1 ? """{"id":"p","total_amount":3,"price":2}""" : """{"id":"p","attributes":{"total_amount":"9"},"custom_attributes":{"tax_amount":9}}""";
        fields.Append(",\"products\":[").AppendJoin(',', Enumerable.Repeat(product, products)).Append(']');
        var attributes = noise >= 2 ? "{\"total_amount\":1000,\"tax_amount\":\"1\",\"shipping\\u005famount\":5,\"total_amount\":6}" : "{}";
        return isMessage
            ? MessageEvent("product_action", $"{fields},\"attributes\":{attributes}")
            : Event("commerce_event", $$"""  "product_action":{ {{fields}} },"custom_attributes":{{attributes}} """);
    }

    private static decimal ToDecimal(string? json) =>
        decimal.TryParse(json?.Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string Text(MappingResult result) =>
        $"{string.Join('\n', result.Events.Select(@event => @event.ToString()))}\n{string.Join('\n', result.Issues)}\n{result.InputEvents} {result.ForwardedInputEvents}";
}
