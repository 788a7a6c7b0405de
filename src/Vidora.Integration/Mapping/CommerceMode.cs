namespace Vidora.Integration;

/// <summary>Chooses what a product action becomes; see <c>Mapping/README.md</c>, "Commerce". The set is closed.</summary>
public enum CommerceMode
{
    /// <summary>An event for each product, the amounts of the order on the first one.</summary>
    PerProduct,

    /// <summary>One event for each action, with the ids and names of its products as lists.</summary>
    PerOrder,

    /// <summary>The event of the order, and an event of the type <c>&lt;action&gt;_item</c> for each product.</summary>
    Both,
}
