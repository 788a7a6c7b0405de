using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Action = Vidora.Integration.MParticle.MParticleProductAction.Wire;
using Commerce = Vidora.Integration.MParticle.CommerceEvent.Wire;
using Impressed = Vidora.Integration.MParticle.MParticleProductImpression.Wire;
using Item = Vidora.Integration.MParticle.MParticleProduct.Wire;
using Promoted = Vidora.Integration.MParticle.MParticlePromotion.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes one event for each product, promotion or impressed product; README, "Commerce". The
/// amounts of an order are on its first event only, so that the sum over events is the sum over orders.
/// </summary>
internal static class CommerceMapping
{
    public static readonly FieldName ProductIndex = "product_index";
    public static readonly FieldName ProductCount = "product_count";

    public static readonly FieldTable Event = new(
        "",
        (Commerce.CurrencyCode, "currency_code"),
        (Commerce.ScreenName, "screen_name"),
        (Commerce.IsNonInteractive, "is_non_interactive"));

    public static readonly FieldTable ProductAction = new(
        "product_action",
        (Action.TransactionId, "transaction_id"),
        (Action.Affiliation, "affiliation"),
        (Action.CouponCode, "coupon_code"),
        (Action.CheckoutStep, "checkout_step"),
        (Action.CheckoutOptions, "checkout_options"),
        (Action.ProductActionList, "product_action_list"),
        (Action.ProductListSource, "product_list_source"));

    public static readonly FieldTable Amounts = new(
        "product_action",
        (Action.TotalAmount, "total_amount"),
        (Action.TaxAmount, "tax_amount"),
        (Action.ShippingAmount, "shipping_amount"));

    public static readonly FieldTable Product = new(
        "products",
        (Item.Id, "item_id"),
        (Item.Name, "product_name"),
        (Item.Brand, "product_brand"),
        (Item.Category, "product_category"),
        (Item.Variant, "product_variant"),
        (Item.Position, "product_position"),
        (Item.Price, "product_price"),
        (Item.Quantity, "product_quantity"),
        (Item.TotalAmount, "product_total_amount"),
        (Item.CouponCode, "product_coupon_code"));

    public static readonly FieldTable Promotion = new(
        "promotions",
        (Promoted.Id, "promotion_id"),
        (Promoted.Name, "promotion_name"),
        (Promoted.Creative, "promotion_creative"),
        (Promoted.Position, "promotion_position"));

    public static readonly FieldTable Impression = new("product_impressions", (Impressed.ListName, "product_impression_list"));

    public static readonly FieldName ProductIds = "product_ids";
    public static readonly FieldName ProductNames = "product_names";

    /// <summary>Gets the names of all commerce events.</summary>
    public static IEnumerable<FieldName> Names =>
    [
        .. Event.Names, .. ProductAction.Names, .. Amounts.Names, .. Product.Names, ProductIndex, ProductCount, ProductIds, ProductNames, .. Promotion.Names, .. Impression.Names,
    ];

    /// <summary>Writes the events. Returns false when the event has no known action.</summary>
    public static bool Write(CommerceEvent commerce, int index, CommerceMode mode, EventWriter writer)
    {
        var action = commerce.TryRead(CommerceEvent.Fields.ProductAction, writer.ProductAction) ? writer.ProductAction : null;
        var actionType = KnownAction(action);
        var promotions = commerce.PromotionAction;
        var promotionType = promotions?.Action switch
        {
            "view" => "promotion_view",
            "click" => "promotion_click",
            _ => null,
        };
        var impressions = commerce.ProductImpressions;
        writer.Products.Clear();
        var products = actionType is null ? 0 : Read(action!, MParticleProductAction.Fields.Products, writer.Products);
        var impressed = impressions.Count == 0 ? [] : new int[impressions.Count];
        for (var i = 0; i < impressed.Length; i++)
        {
            impressed[i] = Read(impressions[i], MParticleProductImpression.Fields.Products, writer.Products);
        }

        var fanOut = (actionType is null ? 0 : EventsOf(products, mode))
            + (promotionType is null ? 0 : Math.Max(promotions!.Promotions.Count, 1))
            + impressed.Sum(static count => Math.Max(count, 1));
        if (!writer.BeginInput(index, commerce, fanOut))
        {
            return true;
        }

        if (actionType is not null)
        {
            ReportOthers(action!, MParticleProductAction.Fields.Products, writer.Event);
            WriteAction(commerce, actionType, action!, products, mode, writer);
        }

        if (promotionType is not null)
        {
            WritePromotions(commerce, promotionType, promotions!, writer);
        }

        var first = products;
        for (var i = 0; i < impressions.Count; i++)
        {
            ReportOthers(impressions[i], MParticleProductImpression.Fields.Products, writer.Event);
            WriteProducts(commerce, "impression", impressions[i], default, (first, impressed[i]), withAmounts: false, writer);
            first += impressed[i];
        }

        return fanOut > 0;
    }

    private static string? KnownAction(MParticleProductAction? action) =>
        action is not null && Words.ProductAction.Knows(action[MParticleProductAction.Fields.Action]) ? action.Action : null;

    private static int EventsOf(int products, CommerceMode mode) => mode switch
    {
        CommerceMode.PerOrder => 1,
        CommerceMode.Both => 1 + products,
        _ => Math.Max(products, 1),
    };

    /// <summary>Reads the objects of a list, and returns how many there are.</summary>
    private static int Read(MParticleObject model, int field, ReusedProducts products)
    {
        var before = products.Count;
        var cursor = new JsonCursor(model.Json, model.Positions[field]);
        for (var more = cursor.IsList && cursor.EnterList(); more; more = cursor.NextItem())
        {
            if (cursor.IsObject)
            {
                products.Add(model.Source!, ref cursor);
            }
            else
            {
                cursor.TakeValue();
            }
        }

        return products.Count - before;
    }

    /// <summary>Reports a value that is no list of objects.</summary>
    private static void ReportOthers(MParticleObject model, int field, FieldWriter writer)
    {
        writer.ReportUnlessList(model.Json, model.Positions[field], "products");
        var cursor = new JsonCursor(model.Json, model.Positions[field]);
        for (var more = cursor.IsList && cursor.EnterList(); more; more = cursor.NextItem())
        {
            if (!cursor.IsObject)
            {
                writer.Reject(MappingIssueCode.InvalidValue, "products", JsonPosition.At(cursor.Position));
            }

            cursor.TakeValue();
        }
    }

    private static void WriteAction(
        CommerceEvent commerce, string type, MParticleProductAction action, int products, CommerceMode mode, EventWriter writer)
    {
        var typeSource = action.Positions[MParticleProductAction.Fields.Action];
        if (mode == CommerceMode.PerProduct)
        {
            WriteProducts(commerce, type, action, typeSource, (0, products), withAmounts: true, writer);
            return;
        }

        Begin(commerce, type, typeSource, writer);
        ProductAction.Write(action, writer.Event);
        Amounts.Write(action, writer.Event);
        writer.Event.Number(ProductCount, products);
        WriteList(ProductIds, MParticleProduct.Fields.Id, products, writer);
        WriteList(ProductNames, MParticleProduct.Fields.Name, products, writer);
        writer.End();
        if (mode == CommerceMode.Both && products > 0)
        {
            WriteProducts(commerce, $"{type}_item", action, typeSource, (0, products), withAmounts: false, writer);
        }
    }

    /// <summary>Writes a field of all products as a list; null where a product does not have it.</summary>
    private static void WriteList(FieldName name, int field, int products, EventWriter writer)
    {
        var list = writer.Event.Scratch;
        var sources = new List<JsonPosition>();
        list.Clear();
        for (var i = 0; i < products; i++)
        {
            var value = writer.Products[i][field];
            list.Append(i == 0 ? (byte)'[' : (byte)',');
            if (value.HasText)
            {
                list.Append((byte)'"');
                JsonText.CopyEscaped(list, value);
                list.Append((byte)'"');
                sources.Add(writer.Products[i].Positions[field]);
            }
            else
            {
                list.Append("null"u8);
            }
        }

        if (sources.Count > 0)
        {
            list.Append((byte)']');
            writer.Event.List(name, list.Written, sources);
        }
    }

    private static void WriteProducts(
        CommerceEvent commerce, string type, MParticleObject action, JsonPosition typeSource, (int First, int Count) products, bool withAmounts, EventWriter writer)
    {
        for (var i = 0; i < Math.Max(products.Count, 1); i++)
        {
            Begin(commerce, type, typeSource, writer);
            if (action is MParticleProductAction)
            {
                ProductAction.Write(action, writer.Event);
                if (withAmounts && i == 0)
                {
                    Amounts.Write(action, writer.Event);
                }
            }
            else
            {
                Impression.Write(action, writer.Event);
            }

            if (i < products.Count)
            {
                var product = writer.Products[products.First + i];
                Product.Write(product, writer.Event);
                writer.Event.Number(ProductIndex, i);
                writer.Event.Number(ProductCount, products.Count);
                writer.Event.Attributes(NamePrefix.Product, product.Json, product.Positions[MParticleProduct.Fields.CustomAttributes], "products.custom_attributes");
            }

            writer.End();
        }
    }

    private static void WritePromotions(CommerceEvent commerce, string type, MParticlePromotionAction action, EventWriter writer)
    {
        var promotions = action.Promotions;
        for (var i = 0; i < Math.Max(promotions.Count, 1); i++)
        {
            Begin(commerce, type, action.Positions[MParticlePromotionAction.Fields.Action], writer);
            if (i < promotions.Count)
            {
                Promotion.Write(promotions[i], writer.Event);
            }

            writer.End();
        }
    }

    private static void Begin(CommerceEvent commerce, string type, JsonPosition typeSource, EventWriter writer)
    {
        writer.Begin(type, MParticleEventType.CommerceEvent.Value, EventKind.Commerce, typeSource);
        Event.Write(commerce, writer.Event);
    }
}
