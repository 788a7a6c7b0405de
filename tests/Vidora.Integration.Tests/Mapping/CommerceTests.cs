using Vidora.Integration.Mapping;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Orders, carts, promotions and impressions: one event a product, amounts once.</summary>
public sealed class CommerceTests
{
    private const string Order = """
        "action":"purchase","transaction_id":"T-1","affiliation":"Shop","coupon_code":"SPRING","total_amount":57.70,"tax_amount":9.20,"shipping_amount":4.90
        """;

    private const string OrderFields = """
        "transaction_id":"T-1","affiliation":"Shop","coupon_code":"SPRING"
        """;

    private const string Amounts = """
        "total_amount":57.70,"tax_amount":9.20,"shipping_amount":4.90
        """;

    private const string FirstProduct = """
        "id":"p-1","name":"Tent","brand":"Lark","category":"Outdoor/Tents","variant":"green","position":1,"price":19.90,"quantity":2,"coupon_code":"TENT"
        """;

    private const string FirstFields = """
        "item_id":"p-1","product_name":"Tent","product_brand":"Lark","product_category":"Outdoor/Tents","product_variant":"green","product_position":1,
        "product_price":19.90,"product_quantity":2,"product_coupon_code":"TENT","product_total_amount":39.80,"product_index":0,"product_count":2,"product_color":"red"
        """;

    [Test]
    public void Map_Order_IsOneEventAProductWithTheAmountsOnTheFirst()
    {
        const string Data = $$"""
            "product_action":{ {{Order}},"checkout_step":2,"checkout_options":"express","product_action_list":"search","product_list_source":"home",
              "products":[{ {{FirstProduct}},"total_product_amount":39.80,"added_to_cart_time_ms":1,"custom_attributes":{"color":"red"} },{"id":"p-2"}]},
            "promotion_action":null,"product_impressions":null,"currency_code":"EUR","screen_name":"Cart","is_non_interactive":false,
            "shopping_cart":{"products":[{"id":"in-cart"}]},"event_name":"eCommerce - Purchase","custom_event_type":"purchase","custom_attributes":{"gift":"yes"}
            """;
        const string Every = $$"""
            {{OrderFields}},"checkout_step":2,"checkout_options":"express","product_action_list":"search","product_list_source":"home",
            "currency_code":"EUR","screen_name":"Cart","is_non_interactive":false,"gift":"yes"
            """;

        MappedBatch.Of(Batch(Event("commerce_event", Data))).YieldsOnly(
            Expected("purchase", "commerce_event", $"{Every},{Amounts},{FirstFields}", "7:0"),
            Expected("purchase", "commerce_event", $$"""{{Every}},"item_id":"p-2","product_index":1,"product_count":2""", "7:1"));
    }

    [Test]
    public void Map_MessageOrder_IsTheSame()
    {
        const string Fields = $$"""
            {{Order}},"currency_code":"EUR","products":[{ {{FirstProduct}},"total_amount":39.80,"attributes":{"color":"red"} },{"id":"p-2"}],
            "attributes":{"gift":"yes"},"custom_flags":{"f":"1"}
            """;
        const string Every = $$"""
            {{OrderFields}},"currency_code":"EUR","gift":"yes"
            """;

        MappedBatch.Of(Message(MessageEvent("product_action", Fields))).YieldsOnly(
            Expected("purchase", "commerce_event", $"{Every},{Amounts},{FirstFields}", "7:0"),
            Expected("purchase", "commerce_event", $$"""{{Every}},"item_id":"p-2","product_index":1,"product_count":2""", "7:1"));
    }

    [TestCase("add_to_cart", "add_to_cart")]
    [TestCase("remove_from_cart", "remove_from_cart")]
    [TestCase("checkout", "checkout")]
    [TestCase("checkout_option", "checkout_option")]
    [TestCase("click", "click")]
    [TestCase("view_detail", "view_detail")]
    [TestCase("purchase", "purchase")]
    [TestCase("refund", "refund")]
    [TestCase("add_to_wishlist", "add_to_wishlist")]
    [TestCase("remove_from_wishlist", "remove_from_wishlist")]
    [TestCase("remove_from_wish_list", "remove_from_wishlist")]
    public void Map_ProductAction_IsTheType(string action, string type)
    {
        MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{"action":"{{action}}"} """))).YieldsOnly(Expected(type, "commerce_event"));
        MappedBatch.Of(Message(MessageEvent("product_action", $"\"action\":\"{action}\""))).YieldsOnly(Expected(type, "commerce_event"));
    }

    [TestCase("")]
    [TestCase(",\"products\":[]")]
    [TestCase(",\"products\":null")]
    public void Map_OrderWithoutProducts_IsOneEvent(string products)
    {
        var expected = Expected("purchase", "commerce_event", $"{OrderFields},{Amounts}");

        MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{ {{Order}} {{products}} } """))).YieldsOnly(expected);
        MappedBatch.Of(Message(MessageEvent("product_action", Order + products))).YieldsOnly(expected);
    }

    [Test]
    public void Map_WebProduct_IsReadUnderItsOwnNames()
    {
        const string Data = """
            "product_action":{"action":"add_to_cart","products":[{"sku":"p","total_amount":"3.50","time_added":1,"attributes":{"size":"M"}}]}
            """;

        MappedBatch.Of(Batch(Event("commerce_event", Data))).YieldsOnly(Expected(
            "add_to_cart", "commerce_event", """ "item_id":"p","product_total_amount":3.50,"product_index":0,"product_count":1,"product_size":"M" """));
    }

    [Test]
    public void Map_AmountsAsText_KeepTheirDigits()
    {
        const string Data = """
            "product_action":{"action":"purchase","total_amount":"19.90","tax_amount":"0.00","shipping_amount":"100","checkout_step":"2",
              "products":[{"id":12345,"price":"1E+2","quantity":"1.0","position":"3","total_product_amount":-5.10}]}
            """;

        MappedBatch.Of(Batch(Event("commerce_event", Data))).YieldsOnly(Expected("purchase", "commerce_event", """
            "total_amount":19.90,"tax_amount":0.00,"shipping_amount":100,"checkout_step":2,
            "item_id":"12345","product_price":1E+2,"product_quantity":1.0,"product_position":3,"product_total_amount":-5.10,"product_index":0,"product_count":1
            """));
    }

    [Test]
    public void Map_EmptyText_IsAbsent()
    {
        const string Data = """
            "product_action":{"action":"purchase","transaction_id":"","affiliation":null,"total_amount":"","tax_amount":null,"shipping_amount":"","coupon_code":"",
              "checkout_step":"","checkout_options":"","product_action_list":"","product_list_source":"",
              "products":[{"id":"","name":null,"price":"","quantity":"","total_product_amount":"","position":""}]},
            "currency_code":"","screen_name":"","is_non_interactive":""
            """;

        MappedBatch.Of(Batch(Event("commerce_event", Data))).YieldsOnly(Expected("purchase", "commerce_event", """ "product_index":0,"product_count":1 """));
    }

    [TestCase("0")]
    [TestCase("0.0")]
    [TestCase("-19.90")]
    [TestCase("1234567890123456789012345678901234.56789")]
    public void Map_AnyAmount_IsKept(string amount)
    {
        Assert.That(MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{"action":"refund","total_amount":{{amount}} } """)))["total_amount"], Is.EqualTo(amount));
    }

    [TestCase("\"19,90\"")]
    [TestCase("\"19.90 EUR\"")]
    [TestCase("\"NaN\"")]
    [TestCase("\".5\"")]
    [TestCase("\"+5\"")]
    [TestCase("\"0x10\"")]
    [TestCase("\"05\"")]
    [TestCase("true")]
    [TestCase("[1]")]
    public void Map_AmountThatIsNoNumber_IsLeftOutAndReported(string amount)
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{"action":"refund","total_amount":{{amount}} } """)));

        mapped.Yields(Expected("refund", "commerce_event"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, 0);
        Assert.That(mapped.Issues[0].Path, Does.EndWith("total_amount"));
    }

    [TestCase("view", "promotion_view")]
    [TestCase("click", "promotion_click")]
    public void Map_Promotions_AreOneEventEach(string action, string type)
    {
        const string Promotions = """ "promotions":[{"id":"pr-1","name":"Spring","creative":"banner","position":"top"},{"id":"pr-2","position":2}] """;
        const string First = """ "promotion_id":"pr-1","promotion_name":"Spring","promotion_creative":"banner","promotion_position":"top","a":"b" """;
        const string Second = """ "promotion_id":"pr-2","promotion_position":"2","a":"b" """;

        MappedBatch.Of(Batch(Event("commerce_event", $$"""  "promotion_action":{"action":"{{action}}",{{Promotions}} },"screen_name":"Home","custom_attributes":{"a":"b"} """))).YieldsOnly(
            Expected(type, "commerce_event", $"\"screen_name\":\"Home\",{First}", "7:0"),
            Expected(type, "commerce_event", $"\"screen_name\":\"Home\",{Second}", "7:1"));
        MappedBatch.Of(Message(MessageEvent("promotion_action", $$"""  "action":"{{action}}",{{Promotions}},"attributes":{"a":"b"} """))).YieldsOnly(
            Expected(type, "commerce_event", First, "7:0"),
            Expected(type, "commerce_event", Second, "7:1"));
    }

    [Test]
    public void Map_NoPromotions_IsOneEvent()
    {
        MappedBatch.Of(Batch(Event("commerce_event", """ "promotion_action":{"action":"view"} """))).YieldsOnly(Expected("promotion_view", "commerce_event"));
        MappedBatch.Of(Message(MessageEvent("promotion_action", """ "action":"click","promotions":[] """))).YieldsOnly(Expected("promotion_click", "commerce_event"));
    }

    [Test]
    public void Map_Impressions_AreOneEventAProduct()
    {
        const string Data = """
            "product_impressions":[{"product_impression_list":"best","products":[{"id":"a"},{"id":"b"}]},{"product_impression_list":"new","products":[{"id":"c"}]},{"product_impression_list":"empty"}],
            "screen_name":"Home","currency_code":"EUR"
            """;
        const string Every = """ "screen_name":"Home","currency_code":"EUR" """;

        MappedBatch.Of(Batch(Event("commerce_event", Data))).YieldsOnly(
            Expected("impression", "commerce_event", $$"""{{Every}},"product_impression_list":"best","item_id":"a","product_index":0,"product_count":2""", "7:0"),
            Expected("impression", "commerce_event", $$"""{{Every}},"product_impression_list":"best","item_id":"b","product_index":1,"product_count":2""", "7:1"),
            Expected("impression", "commerce_event", $$"""{{Every}},"product_impression_list":"new","item_id":"c","product_index":0,"product_count":1""", "7:2"),
            Expected("impression", "commerce_event", $$"""{{Every}},"product_impression_list":"empty" """, "7:3"));
    }

    [Test]
    public void Map_MessageImpression_IsOneEventAProduct()
    {
        const string Fields = """
            "impressions":[{"impression_list_name":"best","products":[{"id":"a","total_amount":1.50,"attributes":{"x":"y"}},{"id":"b"}]}],"attributes":{"m":"n"}
            """;

        MappedBatch.Of(Message(MessageEvent("impression", Fields))).YieldsOnly(
            Expected("impression", "commerce_event", """ "product_impression_list":"best","item_id":"a","product_total_amount":1.50,"product_index":0,"product_count":2,"product_x":"y","m":"n" """, "7:0"),
            Expected("impression", "commerce_event", """ "product_impression_list":"best","item_id":"b","product_index":1,"product_count":2,"m":"n" """, "7:1"));
    }

    [Test]
    public void Map_TotalOfAProduct_IsNotTheTotalOfTheOrder()
    {
        var mapped = MappedBatch.Of(Message(MessageEvent("product_action", """ "action":"purchase","products":[{"id":"a","total_amount":5}] """)));

        Assert.That(mapped["total_amount"], Is.Null);
        Assert.That(mapped["product_total_amount"], Is.EqualTo("5"));
    }

    [Test]
    public void Map_AttributeNamedLikeAnAmount_DoesNotBreakTheSum()
    {
        var mapped = MappedBatch.Of(Batch(Event(
            "commerce_event",
            """ "product_action":{"action":"purchase","total_amount":10,"products":[{"id":"a"},{"id":"b"}]},"custom_attributes":{"total_amount":99} """)));
        var promotions = MappedBatch.Of(Batch(Event(
            "commerce_event", """ "promotion_action":{"action":"view","promotions":[{},{}]},"custom_attributes":{"tax_amount":99} """)));

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "total_amount")), Is.EqualTo(new[] { "10", null }));
        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "attribute_total_amount")), Is.EqualTo(new[] { "99", "99" }));
        Assert.That(promotions.Events.Select(@event => MappedBatch.Value(@event, "tax_amount")), Is.EqualTo(new string?[] { null, null }));
    }

    [TestCase("[5,{\"id\":\"a\"},null,\"x\",{\"id\":\"b\"},[]]", 4)]
    [TestCase("[1]", 1)]
    public void Map_ProductsThatAreNone_AreLeftOutAndReported(string products, int wrong)
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{"action":"click","products":{{products}} } """)));

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "item_id")), Is.EqualTo(wrong == 4 ? ["a", "b"] : new string?[] { null }));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(Enumerable.Repeat(MappingIssueCode.InvalidValue, wrong)));
    }

    [TestCase("{}")]
    [TestCase("\"a\"")]
    [TestCase("5")]
    public void Map_ProductsThatAreNoList_AreReported(string products)
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", $$"""  "product_action":{"action":"click","products":{{products}} } """)));

        mapped.Yields(Expected("click", "commerce_event"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, 0);
    }
}
