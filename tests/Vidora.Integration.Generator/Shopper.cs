namespace Vidora.Integration.Generator;

/// <summary>A customer of the shop, with a taste and habits, and what the shop has learned so far.</summary>
internal sealed class Shopper
{
    private static readonly string[] _firstNames =
        ["Ada", "Bo", "Chloé", "Dimitri", "Esther", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kaya", "Łukasz", "Mina", "Noor", "Oskar", "Zoë"];

    private static readonly string[] _lastNames =
        ["Aydın", "Berg", "Castellanos", "Dunn", "Eriksen", "Fontaine", "Grünwald", "Hoshino", "Ito", "Janssen", "Kowal", "Lindqvist"];

    private static readonly string[] _cities = ["Bremen", "Leeds", "Portland", "Lyon", "Kōfu", "Gdańsk", "Århus"];

    private static readonly string[] _tiers = ["none", "bronze", "silver", "gold"];

    private static readonly string[] _channels = ["organic", "newsletter", "friend", "store", "search ad"];

    public required long Mpid { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public required string City { get; init; }

    public required int Age { get; init; }

    public required ShopperHabit Habit { get; init; }

    /// <summary>The department the shopper likes best.</summary>
    public required string Taste { get; init; }

    public required string Channel { get; init; }

    public required bool HasNewsletter { get; init; }

    public required int ShoeSize { get; init; }

    public required string MemberSince { get; init; }

    public required ConsentState Consent { get; set; }

    public required long ConsentMs { get; init; }

    public string CustomerId => $"C{(ulong)Mpid % 900_000 + 100_000}";

    public string Email => $"{CustomerId.ToLowerInvariant()}@mail.example";

    public int Orders { get; set; }

    public decimal Spent { get; set; }

    public string LastSearch { get; set; } = "";

    public Dictionary<string, int> Interest { get; } = [];

    public static Shopper Create(ShopperHabit habit, SeededRandom random) => new()
    {
        Mpid = random.NextId(),
        FirstName = random.Pick(_firstNames),
        LastName = random.Pick(_lastNames),
        City = random.Pick(_cities),
        Age = random.Next(19, 74),
        Habit = habit,
        Taste = random.Pick(Catalog.Departments),
        Channel = random.Pick(_channels),
        HasNewsletter = habit is ShopperHabit.Regular or ShopperHabit.BargainHunter || random.Chance(25),
        ShoeSize = random.Next(36, 47),
        MemberSince = $"20{random.Next(18, 25)}-{random.Next(1, 12):00}-{random.Next(1, 28):00}",
        Consent = new(Analytics: random.Chance(85), Advertising: random.Chance(55), SaleOptOut: random.Chance(20)),
        ConsentMs = ShopHistory.StartMs - random.Next(1, 400) * 86_400_000L,
    };

    /// <summary>The profile as it is now, in a stable order.</summary>
    /// <param name="isFull">Whether the shop's model features are part of it.</param>
    public List<KeyValuePair<string, object?>> Attributes(bool isFull)
    {
        var tier = _tiers[Math.Min(Orders, 3)];
        List<KeyValuePair<string, object?>> attributes =
        [
            new("$FirstName", FirstName),
            new("$LastName", LastName),
            new("$Age", Age),
            new("$City", City),
            new("loyalty_tier", tier),
            new("member_since", MemberSince),
            new("lifetime_orders", Orders),
            new("lifetime_value", Spent),
            new("newsletter", HasNewsletter),
            new("favorite_department", Taste),
        ];
        if (Interest.Count > 0)
        {
            attributes.Add(new("interests", Interest.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(3).Select(pair => pair.Key).ToArray()));
        }

        if (LastSearch.Length > 0)
        {
            attributes.Add(new("last_search", LastSearch));
        }

        if (isFull)
        {
            attributes.Add(new("signup_channel", Channel));
            attributes.Add(new("shoe_size", ShoeSize));
            attributes.Add(new("preferred_store", City));
            attributes.Add(new("store_card", $"00{(ulong)Mpid % 1_000_000:000000}"));
            attributes.Add(new("app_theme", Age % 2 == 0 ? "dark" : "light"));
            attributes.Add(new("returns_left", 3 - Orders % 3));
            attributes.Add(new("avg_basket", Orders == 0 ? null : decimal.Round(Spent / Orders, 2)));
            attributes.Add(new("$Country", "DE"));
            attributes.Add(new("$intelligent_attribute:vidora:repeat__score", 0.01m * (Age % 100)));
        }

        return attributes;
    }
}
