namespace Vidora.Integration.Generator;

/// <summary>How a shopper behaves over the weeks; predictions over the history should tell these apart.</summary>
internal enum ShopperHabit
{
    /// <summary>Comes often and buys.</summary>
    Regular,

    /// <summary>Comes often and looks.</summary>
    Browser,

    /// <summary>Came in the first week, bought, and stayed away.</summary>
    Lapsed,

    /// <summary>Appears in the second week.</summary>
    Newcomer,

    /// <summary>Buys what is promoted, and only then.</summary>
    BargainHunter,

    /// <summary>Fills carts and leaves them.</summary>
    Hesitant,
}
