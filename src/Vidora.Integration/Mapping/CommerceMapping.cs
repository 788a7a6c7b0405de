using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Action = Vidora.Integration.MParticle.MParticleProductAction.Fields;
using Commerce = Vidora.Integration.MParticle.CommerceEvent.Fields;
using Product = Vidora.Integration.MParticle.MParticleProduct.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Commerce: one Vidora event a product, a promotion, an impressed product, because an event carries one <c>item_id</c>.
/// The amounts of an order stand on its first event only, so that a sum over events is the sum over orders.
/// </summary>
internal static class CommerceMapping
{
    private static readonly FieldCopy[] _event =
    [
        new(Commerce.CurrencyCode, Fields.CurrencyCode, FieldKind.Text, "currency_code"),
        new(Commerce.ScreenName, Fields.ScreenName, FieldKind.Text, "screen_name"),
        new(Commerce.IsNonInteractive, Fields.IsNonInteractive, FieldKind.Boolean, "is_non_interactive"),
    ];

    private static readonly FieldCopy[] _action =
    [
        new(Action.TransactionId, Fields.TransactionId, FieldKind.Text, "product_action.transaction_id"),
        new(Action.Affiliation, Fields.Affiliation, FieldKind.Text, "product_action.affiliation"),
        new(Action.CouponCode, Fields.CouponCode, FieldKind.Text, "product_action.coupon_code"),
        new(Action.CheckoutStep, Fields.CheckoutStep, FieldKind.Number, "product_action.checkout_step"),
        new(Action.CheckoutOptions, Fields.CheckoutOptions, FieldKind.Text, "product_action.checkout_options"),
        new(Action.ProductActionList, Fields.ProductActionList, FieldKind.Text, "product_action.product_action_list"),
        new(Action.ProductListSource, Fields.ProductListSource, FieldKind.Text, "product_action.product_list_source"),
    ];

    private static readonly FieldCopy[] _amounts =
    [
        new(Action.TotalAmount, Fields.TotalAmount, FieldKind.Number, "product_action.total_amount"),
        new(Action.TaxAmount, Fields.TaxAmount, FieldKind.Number, "product_action.tax_amount"),
        new(Action.ShippingAmount, Fields.ShippingAmount, FieldKind.Number, "product_action.shipping_amount"),
    ];

    private static readonly FieldCopy[] _product =
    [
        new(Product.Id, Fields.ItemId, FieldKind.Text, "products.id"),
        new(Product.Name, Fields.ProductName, FieldKind.Text, "products.name"),
        new(Product.Brand, Fields.ProductBrand, FieldKind.Text, "products.brand"),
        new(Product.Category, Fields.ProductCategory, FieldKind.Text, "products.category"),
        new(Product.Variant, Fields.ProductVariant, FieldKind.Text, "products.variant"),
        new(Product.Position, Fields.ProductPosition, FieldKind.Number, "products.position"),
        new(Product.Price, Fields.ProductPrice, FieldKind.Number, "products.price"),
        new(Product.Quantity, Fields.ProductQuantity, FieldKind.Number, "products.quantity"),
        new(Product.TotalAmount, Fields.ProductTotalAmount, FieldKind.Number, "products.total_product_amount"),
        new(Product.CouponCode, Fields.ProductCouponCode, FieldKind.Text, "products.coupon_code"),
    ];

    private static readonly FieldCopy[] _promotion =
    [
        new(MParticlePromotion.Fields.Id, Fields.PromotionId, FieldKind.Text, "promotions.id"),
        new(MParticlePromotion.Fields.Name, Fields.PromotionName, FieldKind.Text, "promotions.name"),
        new(MParticlePromotion.Fields.Creative, Fields.PromotionCreative, FieldKind.Text, "promotions.creative"),
        new(MParticlePromotion.Fields.Position, Fields.PromotionPosition, FieldKind.Text, "promotions.position"),
    ];

    private static readonly FieldCopy[] _impression =
    [
        new(MParticleProductImpression.Fields.ListName, Fields.ProductImpressionList, FieldKind.Text, "product_impressions.product_impression_list"),
    ];

    /// <summary>Writes the events; false when the event says nothing that this library knows.</summary>
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
        var fanOut = (actionType is null ? 0 : Occurrences(action!, Action.Products))
            + (promotionType is null ? 0 : Occurrences(promotions!, MParticlePromotionAction.Fields.Promotions))
            + impressions.Sum(static impression => Occurrences(impression, MParticleProductImpression.Fields.Products));
        writer.BeginInput(index, commerce, fanOut);
        if (actionType is not null)
        {
            WriteProducts(commerce, actionType, action!, Action.Products, writer);
        }

        if (promotionType is not null)
        {
            WritePromotions(commerce, promotionType, promotions!, writer);
        }

        foreach (var impression in impressions)
        {
            WriteProducts(commerce, "impression", impression, MParticleProductImpression.Fields.Products, writer);
        }

        return fanOut > 0;
    }

    private static string? KnownAction(MParticleProductAction? action) =>
        action is not null && Words.ProductAction.Knows(action[Action.Action]) ? action.Action : null;

    /// <summary>How many Vidora events the objects of that list become: one even without any.</summary>
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

    private static void WriteProducts(CommerceEvent commerce, string type, MParticleObject action, int productsField, EventWriter writer)
    {
        var count = Occurrences(action, productsField);
        var cursor = new JsonCursor(action.Json, action.Positions[productsField]);
        var more = cursor.IsList && cursor.EnterList();
        writer.Event.ReportUnlessList(action.Json, action.Positions[productsField], "products");
        for (var i = 0; i < count; i++)
        {
            SkipToObject(ref cursor, ref more, "products", writer);
            writer.Begin(type, MParticleEventType.CommerceEvent.Value);
            ReserveAmounts(writer.Event);
            FieldCopy.All(_event, commerce, writer.Event);
            if (action is MParticleProductAction)
            {
                FieldCopy.All(_action, action, writer.Event);
                if (i == 0)
                {
                    FieldCopy.All(_amounts, action, writer.Event);
                }
            }
            else
            {
                FieldCopy.All(_impression, action, writer.Event);
            }

            if (more)
            {
                var product = writer.Product;
                product.Attach(action.Source!);
                product.ReadFields(ref cursor);
                more = cursor.NextItem();
                FieldCopy.All(_product, product, writer.Event);
                writer.Event.Number(Fields.ProductIndex, i);
                writer.Event.Number(Fields.ProductCount, count);
                writer.Event.Attributes(NamePrefix.Product, product.Json, product.Positions[Product.CustomAttributes], "products.custom_attributes");
            }

            writer.End();
        }

        // What is left holds no products.
        SkipToObject(ref cursor, ref more, "products", writer);
    }

    private static void WritePromotions(CommerceEvent commerce, string type, MParticlePromotionAction action, EventWriter writer)
    {
        var promotions = action.Promotions;
        for (var i = 0; i < Math.Max(promotions.Count, 1); i++)
        {
            writer.Begin(type, MParticleEventType.CommerceEvent.Value);
            ReserveAmounts(writer.Event);
            FieldCopy.All(_event, commerce, writer.Event);
            if (i < promotions.Count)
            {
                FieldCopy.All(_promotion, promotions[i], writer.Event);
            }

            writer.End();
        }
    }

    /// <summary>Keeps attributes of the customer's from standing under an amount's name, where they would be added up with the orders.</summary>
    private static void ReserveAmounts(FieldWriter writer)
    {
        foreach (var amount in _amounts)
        {
            writer.Reserve(amount.To);
        }
    }

    /// <summary>Moves to the next object of a list and reports what else is in it.</summary>
    private static void SkipToObject(ref JsonCursor cursor, ref bool more, string path, EventWriter writer)
    {
        while (more && !cursor.IsObject)
        {
            writer.Report(MappingIssueCode.InvalidValue, path);
            cursor.TakeValue();
            more = cursor.NextItem();
        }
    }
}
