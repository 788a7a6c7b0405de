namespace Vidora.Integration.Generator;

/// <summary>What the invented shop Larkfell Outdoor sells, and the words its apps use.</summary>
internal static class Catalog
{
    public static readonly Product[] Products =
    [
        new("LF-1001", "Ridgeline 2 Tent", "Larkfell", "Camping/Tents", "Moss", 289.00m, "ripstop nylon"),
        new("LF-1002", "Basecamp 4 Tent", "Larkfell", "Camping/Tents", "Sand", 449.50m, "polycotton"),
        new("LF-1003", "Dune Sleeping Mat", "Softground", "Camping/Sleeping", "Regular", 79.90m, "recycled polyester"),
        new("LF-1004", "Nightjar Sleeping Bag −5 °C", "Softground", "Camping/Sleeping", "Long", 199.00m, "duck down"),
        new("LF-1005", "Ember Stove", "Kettle & Coal", "Camping/Cooking", "Single", 54.95m, "steel"),
        new("LF-1006", "Tin Mug \"Morning\"", "Kettle & Coal", "Camping/Cooking", "Blue", 9.50m, "enamel"),
        new("LF-2001", "Fellwalker Boot", "Stonepath", "Footwear/Boots", "EU 42", 179.00m, "leather"),
        new("LF-2002", "Fellwalker Boot", "Stonepath", "Footwear/Boots", "EU 38", 179.00m, "leather"),
        new("LF-2003", "Scree Trail Shoe", "Stonepath", "Footwear/Running", "EU 43", 129.90m, "mesh"),
        new("LF-2004", "Merino Hiking Sock", "Larkfell", "Footwear/Socks", "M", 18.00m, "merino"),
        new("LF-3001", "Squall Rain Jacket", "Larkfell", "Clothing/Jackets", "L", 219.00m, "3-layer shell"),
        new("LF-3002", "Drizzle Poncho", "Larkfell", "Clothing/Jackets", "One size", 39.00m, "recycled nylon"),
        new("LF-3003", "Hüttenzeit Fleece", "Larkfell", "Clothing/Fleece", "M", 89.00m, "fleece"),
        new("LF-3004", "Summit Beanie", "Softground", "Clothing/Hats", "Rust", 24.50m, "wool"),
        new("LF-4001", "Daytrip 22 Pack", "Carryall", "Packs/Day", "Slate", 99.00m, "cordura"),
        new("LF-4002", "Traverse 55 Pack", "Carryall", "Packs/Trekking", "Pine", 239.00m, "cordura"),
        new("LF-4003", "Dry Bag 10 l", "Carryall", "Packs/Bags", "Yellow", 22.00m, "TPU"),
        new("LF-5001", "Lantern Headlamp 400", "Brightwell", "Equipment/Light", "Black", 49.90m, "aluminium"),
        new("LF-5002", "Plumb Line Compass", "Brightwell", "Equipment/Navigation", "Clear", 29.00m, "acrylic"),
        new("LF-5003", "Carbon Trekking Poles", "Stonepath", "Equipment/Poles", "Pair", 119.00m, "carbon"),
        new("LF-5004", "Filter Bottle 0.75 l", "Brightwell", "Equipment/Water", "Grey", 44.00m, "tritan"),
        new("LF-6001", "Sure Grip Rope 60 m", "Overhang", "Climbing/Ropes", "Orange", 159.00m, "polyamide"),
        new("LF-6002", "Featherlight Harness", "Overhang", "Climbing/Harnesses", "M", 74.90m, "nylon"),
        new("LF-6003", "Chalk 🧗 Ball", "Overhang", "Climbing/Chalk", "60 g", 5.90m, "chalk"),
    ];

    public static readonly string[] Departments = ["Camping", "Footwear", "Clothing", "Packs", "Equipment", "Climbing"];

    public static readonly Promotion[] Promotions =
    [
        new("promo-spring", "Spring on the trail", "hero-lambs", "home-hero", "Footwear"),
        new("promo-rain", "Rain or shine", "hero-umbrella", "home-hero", "Clothing"),
        new("promo-camp", "Sleep outside", "tile-tent", "home-tile-2", "Camping"),
        new("promo-rope", "Learn the ropes", "tile-wall", "home-tile-3", "Climbing"),
    ];

    public static readonly string[] Searches =
        ["waterproof jacket", "tent 2 person", "boots wide", "stove", "kids fleece", "rope 60m", "merino", "größe 46", "dry bag"];

    public static readonly string[] Articles =
        ["How to pitch in wind", "Waxing your boots", "Reading a contour line", "Hut to hut in six days", "Care for down"];

    /// <summary>The products of one department.</summary>
    public static Product[] Department(string name) =>
        [.. Products.Where(product => product.Category.StartsWith(name + "/", StringComparison.Ordinal))];
}
