using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What a product action becomes under each value of <see cref="VidoraMappingOptions.Commerce"/>.</summary>
public sealed class CommerceModeTests
{
    private const string Order = """
        "action":"purchase","transaction_id":"T-1","total_amount":57.70,"tax_amount":9.20,
        "products":[{"id":"a","name":"Tent","price":19.90,"custom_attributes":{"size":"M"},"attributes":{"size":"M"}},{"id":7},{"name":"Mug \"blue\""}]
        """;

    private static readonly VidoraMappingOptions _perOrder = new() { Commerce = CommerceMode.PerOrder };
    private static readonly VidoraMappingOptions _both = new() { Commerce = CommerceMode.Both };

    [Test]
    public void Map_PerOrder_IsOneEventWithTheProductsAsLists()
    {
        var expected = Expected("purchase", "commerce_event", """
            "transaction_id":"T-1","total_amount":57.70,"tax_amount":9.20,"product_count":3,
            "product_ids":"[\"a\",\"7\",null]","product_names":"[\"Tent\",null,\"Mug \\\"blue\\\"\"]"
            """);

        MappedBatch.Of(Batch(Event("commerce_event", $$""" "product_action":{ {{Order}} } """)), _perOrder).YieldsOnly(expected);
        MappedBatch.Of(Message(MessageEvent("product_action", Order)), _perOrder).YieldsOnly(expected);
    }

    [Test]
    public void Map_Both_HasTheOrderAndItsLinesWithTheAmountsOnTheOrderAlone()
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", $$""" "product_action":{ {{Order}} },"custom_attributes":{"gift":true} """)), _both);

        Assert.That(Values(mapped, "type"), Is.EqualTo(new[] { "purchase", "purchase_item", "purchase_item", "purchase_item" }));
        Assert.That(Values(mapped, "event_id"), Is.EqualTo(new[] { "7:0", "7:1", "7:2", "7:3" }));
        Assert.That(Values(mapped, "total_amount"), Is.EqualTo(new[] { "57.70", null, null, null }));
        Assert.That(Values(mapped, "transaction_id"), Is.All.EqualTo("T-1"));
        Assert.That(Values(mapped, "item_id"), Is.EqualTo(new[] { null, "a", "7", null }));
        Assert.That(Values(mapped, "product_size"), Is.EqualTo(new[] { null, "M", null, null }));
        Assert.That(Values(mapped, "product_index"), Is.EqualTo(new[] { null, "0", "1", "2" }));
        Assert.That(Values(mapped, "gift"), Is.All.EqualTo("true"));
        Assert.That(mapped.Issues, Is.Empty);
    }

    [TestCase(CommerceMode.PerProduct, "")]
    [TestCase(CommerceMode.PerOrder, "\"product_count\":0")]
    [TestCase(CommerceMode.Both, "\"product_count\":0")]
    public void Map_OrderWithoutProducts_IsOneEvent(CommerceMode mode, string more) =>
        MappedBatch.Of(Batch(Event("commerce_event", """ "product_action":{"action":"purchase","total_amount":5} """)), new VidoraMappingOptions { Commerce = mode })
            .YieldsOnly(Expected("purchase", "commerce_event", $"\"total_amount\":5{(more.Length == 0 ? "" : "," + more)}"));

    [TestCase(CommerceMode.PerOrder)]
    [TestCase(CommerceMode.Both)]
    public void Map_PromotionsAndImpressions_AreTheSameInEveryMode(CommerceMode mode)
    {
        var json = Batch(Event("commerce_event", """
            "promotion_action":{"action":"view","promotions":[{"id":"p"},{"id":"q"}]},"product_impressions":[{"product_impression_list":"l","products":[{"id":"a"},{"id":"b"}]}]
            """));
        var perProduct = MappedBatch.Of(json);

        MappedBatch.Of(json, new VidoraMappingOptions { Commerce = mode }).YieldsOnly([.. perProduct.Events.Select(@event => @event.GetRawText())]);
    }

    [Test]
    public void Map_NamesOfCommerce_AreReservedInEveryMode()
    {
        var json = Batch(Event("commerce_event", """ "product_action":{"action":"click"},"custom_attributes":{"product_ids":"x","item_id":"y","product_color":"z"} """));
        foreach (var mode in Enum.GetValues<CommerceMode>())
        {
            var mapped = MappedBatch.Of(json, new VidoraMappingOptions { Commerce = mode });

            Assert.That((mapped["attribute_product_ids"], mapped["attribute_item_id"], mapped["attribute_product_color"]), Is.EqualTo(("x", "y", "z")));
        }
    }

    [Test]
    public void Constructor_UnknownMode_SaysWhichThereAre() => Assert.That(
        () => new MParticleEventMapper(new VidoraMappingOptions { Commerce = (CommerceMode)7 }),
        Throws.ArgumentException.With.Message.Contains("Commerce is 7; it must be PerProduct, PerOrder or Both"));

    private static IEnumerable<string?> Values(MappedBatch mapped, string name) => mapped.Events.Select(@event => MappedBatch.Value(@event, name));
}
