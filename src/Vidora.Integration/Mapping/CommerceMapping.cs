using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Action = Vidora.Integration.MParticle.MParticleProductAction.Wire;
using Commerce = Vidora.Integration.MParticle.CommerceEvent.Wire;
using Impressed = Vidora.Integration.MParticle.MParticleProductImpression.Wire;
using Item = Vidora.Integration.MParticle.MParticleProduct.Wire;
using Promoted = Vidora.Integration.MParticle.MParticlePromotion.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes one event for each product, promotion or impressed product, because an event carries one <c>item_id</c>. The
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

    private static readonly FieldName[] _amountNames = [.. Amounts.Names];

    /// <summary>Gets the names of all commerce events.</summary>
    public static IEnumerable<FieldName> Names =>
    [
        .. Event.Names, .. ProductAction.Names, .. Amounts.Names, .. Product.Names, ProductIndex, ProductCount, .. Promotion.Names, .. Impression.Names,
    ];

    /// <summary>Writes the events. Returns false when the event has no known action.</summary>
    public static bool Write(CommerceEvent commerce, int index, EventWriter writer)
    {
        var action = commerce.ProductAction;
        var actionType = KnownAction(action);
        var promotions = commerce.PromotionAction;
        var promotionType = promotions?.Action switch
        {
            "view" => "promotion_view",
            "click" => "promotion_click",
            _ => null,
        };
        var impressions = commerce.ProductImpressions;
        var fanOut = (actionType is null ? 0 : Occurrences(action!, MParticleProductAction.Fields.Products))
            + (promotionType is null ? 0 : Occurrences(promotions!, MParticlePromotionAction.Fields.Promotions))
            + impressions.Sum(static impression => Occurrences(impression, MParticleProductImpression.Fields.Products));
        writer.BeginInput(index, commerce, fanOut);
        if (actionType is not null)
        {
            WriteProducts(commerce, actionType, action!, action!.Positions[MParticleProductAction.Fields.Action], MParticleProductAction.Fields.Products, writer);
        }

        if (promotionType is not null)
        {
            WritePromotions(commerce, promotionType, promotions!, writer);
        }

        foreach (var impression in impressions)
        {
            WriteProducts(commerce, "impression", impression, default, MParticleProductImpression.Fields.Products, writer);
        }

        return fanOut > 0;
    }

    private static string? KnownAction(MParticleProductAction? action) =>
        action is not null && Words.ProductAction.Knows(action[MParticleProductAction.Fields.Action]) ? action.Action : null;

    /// <summary>Returns the number of events that the objects of a list become: one at least.</summary>
    private static int Occurrences(MParticleObject model, int field)
    {
        var count = 0;
        var cursor = new JsonCursor(model.Json, model.Positions[field]);
        for (var more = cursor.IsList && cursor.EnterList(); more; more = cursor.NextItem())
        {
            count += cursor.IsObject ? 1 : 0;
            cursor.TakeValue();
        }

        return Math.Max(count, 1);
    }

    private static void WriteProducts(
        CommerceEvent commerce, string type, MParticleObject action, JsonPosition typeSource, int productsField, EventWriter writer)
    {
        var count = Occurrences(action, productsField);
        var cursor = new JsonCursor(action.Json, action.Positions[productsField]);
        var more = cursor.IsList && cursor.EnterList();
        writer.Event.ReportUnlessList(action.Json, action.Positions[productsField], "products");
        for (var i = 0; i < count; i++)
        {
            SkipToObject(ref cursor, ref more, "products", writer);
            writer.Begin(type, MParticleEventType.CommerceEvent.Value, typeSource);
            ReserveAmounts(writer.Event);
            Event.Write(commerce, writer.Event);
            if (action is MParticleProductAction)
            {
                ProductAction.Write(action, writer.Event);
                if (i == 0)
                {
                    Amounts.Write(action, writer.Event);
                }
            }
            else
            {
                Impression.Write(action, writer.Event);
            }

            if (more)
            {
                var product = writer.Product;
                product.Attach(action.Source!);
                product.ReadFields(ref cursor);
                more = cursor.NextItem();
                Product.Write(product, writer.Event);
                writer.Event.Number(ProductIndex, i);
                writer.Event.Number(ProductCount, count);
                writer.Event.Attributes(NamePrefix.Product, product.Json, product.Positions[MParticleProduct.Fields.CustomAttributes], "products.custom_attributes");
            }

            writer.End();
        }

        // Reports the rest of the list, which holds no products.
        SkipToObject(ref cursor, ref more, "products", writer);
    }

    private static void WritePromotions(CommerceEvent commerce, string type, MParticlePromotionAction action, EventWriter writer)
    {
        var promotions = action.Promotions;
        for (var i = 0; i < Math.Max(promotions.Count, 1); i++)
        {
            writer.Begin(type, MParticleEventType.CommerceEvent.Value, action.Positions[MParticlePromotionAction.Fields.Action]);
            ReserveAmounts(writer.Event);
            Event.Write(commerce, writer.Event);
            if (i < promotions.Count)
            {
                Promotion.Write(promotions[i], writer.Event);
            }

            writer.End();
        }
    }

    /// <summary>Reserves the names of amounts, so that no custom attribute is added up with the orders.</summary>
    private static void ReserveAmounts(FieldWriter writer)
    {
        foreach (var name in _amountNames)
        {
            writer.Reserve(name);
        }
    }

    /// <summary>Moves to the next object of a list and reports other values in it.</summary>
    private static void SkipToObject(ref JsonCursor cursor, ref bool more, string path, EventWriter writer)
    {
        while (more && !cursor.IsObject)
        {
            writer.Event.Reject(MappingIssueCode.InvalidValue, path, JsonPosition.At(cursor.Position));
            cursor.TakeValue();
            more = cursor.NextItem();
        }
    }
}
