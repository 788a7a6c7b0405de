namespace Vidora.Integration.Generator;

/// <summary>
/// Writes mParticle documents without end, the same ones for the same seed. The content is invented: customers of a
/// shop that does not exist. Not safe for use from several threads at once.
/// </summary>
public sealed class BatchGenerator
{
    private const int ShopperCount = 256;
    private const int Platforms = 12;

    private static readonly ShopEventKind[] _everydayKinds =
    [
        ShopEventKind.Custom, ShopEventKind.Custom, ShopEventKind.Custom, ShopEventKind.ScreenView, ShopEventKind.ScreenView,
        ShopEventKind.ProductAction, ShopEventKind.ProductAction, ShopEventKind.ProductAction, ShopEventKind.ProductAction,
        ShopEventKind.StateTransition, ShopEventKind.SessionStart, ShopEventKind.SessionEnd,
    ];

    private static readonly ShopEventKind[] _everydayKindsAfterTheFirst = [.. _everydayKinds.Where(kind => kind != ShopEventKind.ProductAction)];

    private static readonly ShopEventKind[] _allKinds = Enum.GetValues<ShopEventKind>();

    private static readonly WireStyle[] _styles = [.. Enum.GetValues<WireStyle>().Where(style => style != WireStyle.None)];

    private static readonly string[] _productActions =
    [
        "add_to_cart", "remove_from_cart", "checkout", "checkout_option", "click", "view_detail", "purchase", "refund", "add_to_wishlist", "remove_from_wishlist",
    ];

    private static readonly string[] _transitions = ["initialize", "exit", "background", "foreground"];

    private readonly SeededRandom _random;
    private readonly BatchProfile _profile;
    private readonly BatchFormat _format;
    private readonly DocumentBuffer _buffer = new();
    private readonly (Shopper Shopper, ShopDevice Device, List<KeyValuePair<string, object?>> Attributes)[] _shoppers;
    private readonly IEnumerator<ShopBatch> _odd;
    private long _nowMs = ShopHistory.StartMs;
    private int _batches;
    private int _events;

    /// <summary>Starts a sequence of documents.</summary>
    /// <param name="seed">The same seed gives the same documents.</param>
    /// <param name="profile">What kind of batches.</param>
    /// <param name="format">In which wire format.</param>
    public BatchGenerator(ulong seed, BatchProfile profile = BatchProfile.Benchmark, BatchFormat format = BatchFormat.EventsApi)
    {
        _random = new SeededRandom(seed);
        _profile = profile;
        _format = format;
        _shoppers = new (Shopper, ShopDevice, List<KeyValuePair<string, object?>>)[ShopperCount];
        for (var i = 0; i < ShopperCount; i++)
        {
            var shopper = Shopper.Create((ShopperHabit)_random.Next(6), _random);
            var platform = profile switch
            {
                BatchProfile.Benchmark => (ShopPlatform)(i % 2),
                BatchProfile.Outputs => (ShopPlatform)(i % Platforms),
                _ => (ShopPlatform)_random.Next(Platforms),
            };
            shopper.Orders = _random.Next(6);
            shopper.Spent = shopper.Orders * 74.90m;
            shopper.LastSearch = _random.Pick(Catalog.Searches);
            shopper.Interest[shopper.Taste] = 1;
            _shoppers[i] = (shopper, ShopDevice.Create(platform, shopper.FirstName, _random), shopper.Attributes(isFull: true));
        }

        _odd = OddBatches.Create(format, _nowMs, _random).GetEnumerator();
    }

    /// <summary>Writes the next document.</summary>
    /// <returns>One JSON document, UTF-8, without line breaks.</returns>
    public byte[] Next()
    {
        var batch = _profile == BatchProfile.Variety && _random.Chance(10) && _odd.MoveNext() ? _odd.Current : NextBatch();
        return _buffer.Write(_format, batch);
    }

    private ShopBatch NextBatch()
    {
        var isVariety = _profile == BatchProfile.Variety;
        _nowMs += _random.Next(1, 2000);
        var isInTurn = _profile == BatchProfile.Outputs;
        var (shopper, device, attributes) = isInTurn ? _shoppers[_batches++ % Platforms] : _random.Pick(_shoppers);
        var events = new ShopEvent[isVariety ? _random.Next(0, 6) : isInTurn ? 4 : _random.Next(1, 4)];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = NextEvent(NextKind(isFirst: i == 0), _nowMs - (events.Length - i) * 7_001);
            events[i].Id = _random.NextId();
            events[i].MessageId = isVariety || isInTurn || _format == BatchFormat.Firehose ? _random.NextGuid() : Guid.Empty;
        }

        return new ShopBatch
        {
            Shopper = shopper,
            Device = device,
            ReceivedMs = _nowMs,
            BatchId = _random.NextId(),
            MessageId = _random.NextGuid(),
            SessionId = isVariety && _random.Chance(20) ? 0 : _random.NextId(),
            SessionStartMs = isVariety || isInTurn ? _nowMs - 600_000 : 0,
            Events = events,
            ConsentChanges = (isVariety || isInTurn) && _random.Chance(15)
                ? [new(_random.Chance(50), "advertising", _random.Chance(50), _random.Chance(50) ? true : null, _nowMs)]
                : [],
            Consent = shopper.Consent,
            UserAttributes = attributes,
            Style = isVariety ? NextStyle() : isInTurn ? WireStyle.EventIdsAsText : _random.Chance(50) ? WireStyle.EventIdsAsText : WireStyle.TypedValues,
            MpidJson = isVariety && _random.Chance(4) ? "null" : null,
            Environment = isVariety && _random.Chance(6) ? "development" : "production",
        };
    }

    private ShopEventKind NextKind(bool isFirst)
    {
        if (_profile == BatchProfile.Outputs)
        {
            return _allKinds[_events++ % _allKinds.Length];
        }

        var kinds = _profile == BatchProfile.Variety ? _allKinds : isFirst ? _everydayKinds : _everydayKindsAfterTheFirst;
        return _random.Pick(kinds);
    }

    private WireStyle NextStyle()
    {
        var style = WireStyle.None;
        foreach (var part in _styles)
        {
            if (_random.Chance(25))
            {
                style |= part;
            }
        }

        return style;
    }

    private ShopEvent NextEvent(ShopEventKind kind, long timeMs) => kind switch
    {
        ShopEventKind.SessionEnd => new(kind, timeMs) { DurationMs = 571_000 },
        ShopEventKind.ScreenView => new(kind, timeMs)
        {
            Name = $"Department {_random.Pick(Catalog.Departments)}",
            Attributes = [new("layout", "spring"), new("tiles", _random.Next(3, 12)), new("referrer", "Home")],
        },
        ShopEventKind.Custom => new(kind, timeMs)
        {
            Name = "Search Submitted",
            CustomType = "search",
            Attributes =
            [
                new("query", _random.Pick(Catalog.Searches)),
                new("results", _random.Next(0, 400)),
                new("corrected", _random.Chance(10)),
                new("seconds", 0.1m * _random.Next(1, 90)),
            ],
        },
        ShopEventKind.Attribution => new(kind, timeMs) { Name = "attribution", Attributes = [new("publisher", "Trailhead Weekly"), new("campaign", "spring")] },
        ShopEventKind.ProductAction => NextProductAction(timeMs),
        ShopEventKind.PromotionAction => new(kind, timeMs)
        {
            Name = _random.Chance(50) ? "view" : "click",
            Promotions = [.. Catalog.Promotions.Take(_random.Next(0, 3))],
            Screen = "Home",
        },
        ShopEventKind.Impression => new(kind, timeMs) { Name = "impression", List = "bestsellers", Products = NextProducts(_random.Next(0, 5)) },
        ShopEventKind.StateTransition => new(kind, timeMs) { Name = _random.Pick(_transitions), Flag = true },
        ShopEventKind.Push => new(kind, timeMs) { Name = _random.Chance(50) ? "received" : "action", Flag = _random.Chance(50) },
        ShopEventKind.PushRegistration => new(kind, timeMs) { Flag = _random.Chance(50) },
        ShopEventKind.AttributeChange => new(kind, timeMs) { Name = "loyalty_tier", OldValue = _random.Chance(50) ? "none" : null, NewValue = "bronze" },
        ShopEventKind.IdentityChange => new(kind, timeMs) { Name = "email", OldValue = _random.Chance(50) ? "a@mail.example" : null, NewValue = "b@mail.example" },
        ShopEventKind.Crash => new(kind, timeMs) { Name = "EmptyBasketException", Flag = _random.Chance(50) },
        ShopEventKind.NotForwarded => new(kind, timeMs) { Name = _format == BatchFormat.Firehose ? "privacy_setting_change" : "breadcrumb" },
        ShopEventKind.Undocumented => new(kind, timeMs) { Name = "alias_request" },
        ShopEventKind.Uninstall when _format == BatchFormat.Firehose => new(ShopEventKind.SessionStart, timeMs),
        _ => new(kind, timeMs),
    };

    private ShopEvent NextProductAction(long timeMs)
    {
        var action = _random.Pick(_productActions);
        var products = NextProducts(_profile == BatchProfile.Benchmark ? 1 : _random.Next(0, 4));
        var total = products.Sum(line => line.Product.Price * line.Quantity);
        var isOrder = action is "purchase" or "refund";
        return new ShopEvent(ShopEventKind.ProductAction, timeMs)
        {
            Name = action,
            Products = products,
            TransactionId = isOrder ? $"LO-{_random.Next(100_000, 999_999)}" : null,
            Total = isOrder ? total + 4.90m : null,
            Tax = isOrder ? decimal.Round(total * 0.19m, 2) : null,
            Shipping = isOrder ? 4.90m : null,
            Step = action == "checkout" ? 1 : null,
            Currency = "EUR",
            Screen = "Product",
        };
    }

    private (Product Product, int Quantity)[] NextProducts(int count)
    {
        var products = new (Product, int)[count];
        for (var i = 0; i < count; i++)
        {
            products[i] = (_random.Pick(Catalog.Products), _random.Next(1, 3));
        }

        return products;
    }
}
