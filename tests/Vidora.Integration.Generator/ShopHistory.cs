namespace Vidora.Integration.Generator;

/// <summary>
/// Two weeks of the shop: customers with habits visit on their devices, browse, buy or do not, and what their devices
/// upload arrives in the order of time. The first week is as an archive would hold it, in many styles.
/// </summary>
internal sealed class ShopHistory
{
    public const long StartMs = 1_772_409_600_000; // Monday, 2 March 2026, 00:00 UTC

    public const long DayMs = 86_400_000;

    public const int Days = 14;

    public const int ArchivedDays = 7;

    private const int ShopperCount = 25;

    private static readonly ShopperHabit[] _habits =
    [
        ShopperHabit.Regular, ShopperHabit.Browser, ShopperHabit.Hesitant, ShopperHabit.BargainHunter, ShopperHabit.Newcomer, ShopperHabit.Lapsed,
    ];

    private static readonly ShopPlatform[] _mainPlatforms = [ShopPlatform.Ios, ShopPlatform.Web, ShopPlatform.Android];

    private static readonly ShopPlatform[] _otherPlatforms =
    [
        ShopPlatform.Tvos, ShopPlatform.Roku, ShopPlatform.Alexa, ShopPlatform.SmartTv, ShopPlatform.Xbox, ShopPlatform.FireTv,
        ShopPlatform.DataFeed, ShopPlatform.Desktop, ShopPlatform.Unknown, ShopPlatform.Web,
    ];

    private readonly SeededRandom _random;
    private readonly List<ShopBatch> _batches = [];
    private readonly List<ShopEvent> _pending = [];
    private readonly List<ConsentChange> _consentChanges = [];
    private Customer _customer = null!;
    private ShopDevice _device = null!;
    private long _now;
    private long _sessionId;
    private long _sessionStartMs;

    private ShopHistory(ulong seed) => _random = new SeededRandom(seed);

    private Shopper Who => _customer.Shopper;

    /// <summary>Everything that was uploaded, by the time at which it was received.</summary>
    public static IReadOnlyList<(BatchFormat Format, ShopBatch Batch)> Create(ulong seed)
    {
        var history = new ShopHistory(seed);
        var customers = Enumerable.Range(0, ShopperCount).Select(history.NewCustomer).ToList();
        foreach (var customer in customers)
        {
            history.Live(customer);
        }

        var formats = customers.ToDictionary(customer => customer.Shopper, customer => customer.Format);
        return [.. history._batches.OrderBy(batch => batch.ReceivedMs).ThenBy(batch => batch.BatchId).Select(batch => (formats[batch.Shopper], batch))];
    }

    private Customer NewCustomer(int number)
    {
        var shopper = Shopper.Create(_habits[number % _habits.Length], _random);
        var format = (number + number / _habits.Length) % 3 == 2 ? BatchFormat.Firehose : BatchFormat.EventsApi;
        var main = _mainPlatforms[number / _habits.Length % _mainPlatforms.Length];
        var other = _otherPlatforms[number / 3 % _otherPlatforms.Length];
        if (format == BatchFormat.Firehose && other == ShopPlatform.Desktop)
        {
            other = ShopPlatform.Xbox;
        }

        return new Customer(shopper, format, ShopDevice.Create(main, shopper.FirstName, _random), ShopDevice.Create(other, shopper.FirstName, _random));
    }

    private void Live(Customer customer)
    {
        _customer = customer;
        for (var day = 0; day < Days; day++)
        {
            if (!IsActive(Who.Habit, day))
            {
                continue;
            }

            _now = StartMs + day * DayMs + _random.Next(6 * 3600, 20 * 3600) * 1000L;
            _device = customer.Main;
            if (_device.IsPhone && _random.Chance(20))
            {
                ReceivePush();
            }

            Visit();
            if (_random.Chance(30))
            {
                _now += _random.Next(1200, 9000) * 1000L;
                _device = customer.Other;
                VisitElsewhere();
            }
        }

        if (Who.Habit == ShopperHabit.Lapsed && customer.Format == BatchFormat.EventsApi && customer.Main.IsPhone)
        {
            _device = customer.Main;
            _now += 3 * DayMs;
            _sessionId = 0;
            Add(new(ShopEventKind.Uninstall, _now));
            Upload();
        }
    }

    private bool IsActive(ShopperHabit habit, int day) => habit switch
    {
        ShopperHabit.Regular => _random.Chance(58),
        ShopperHabit.Browser => _random.Chance(45),
        ShopperHabit.Lapsed => day < 6 && _random.Chance(55),
        ShopperHabit.Newcomer => day >= 7 && _random.Chance(60),
        ShopperHabit.BargainHunter => day % 4 == 1 || _random.Chance(10),
        _ => _random.Chance(35),
    };

    private void ReceivePush()
    {
        _sessionId = 0;
        Add(new(ShopEventKind.Push, _now) { Name = "received", Flag = true });
        _now += _random.Next(20, 900) * 1000L;
        if (_random.Chance(60))
        {
            Add(new(ShopEventKind.Push, _now) { Name = "action" });
        }

        Upload();
    }

    private void Visit()
    {
        var isFirst = !_customer.HasVisited;
        _customer.HasVisited = true;
        StartSession();
        if (_device.IsPhone)
        {
            Add(new(ShopEventKind.StateTransition, _now)
            {
                Name = isFirst && Who.Habit == ShopperHabit.Newcomer ? "install" : _random.Chance(8) ? "upgrade" : "foreground",
                Flag = true,
            });
            if (isFirst && Who.Habit == ShopperHabit.Newcomer)
            {
                Add(new(ShopEventKind.Attribution, _now)
                {
                    Name = "attribution",
                    Attributes = [new("publisher", "Trailhead Weekly"), new("campaign", "spring-on-the-trail")],
                });
                Add(new(ShopEventKind.PushRegistration, Wait(3, 20)) { Flag = true });
                Add(new(ShopEventKind.IdentityChange, Wait(20, 90)) { Name = "email", NewValue = Who.Email });
            }
        }

        Add(new(ShopEventKind.ScreenView, Wait(1, 4)) { Name = "Home", Attributes = [new("layout", "spring"), new("tiles", 6)] });
        if (_random.Chance(6))
        {
            ChangeConsent();
        }

        var hasPromotion = FollowPromotion();
        var department = hasPromotion ?? (_random.Chance(65) ? Who.Taste : _random.Pick(Catalog.Departments));
        if (_random.Chance(35))
        {
            Search();
        }

        var shelf = Catalog.Department(department);
        Add(new(ShopEventKind.ScreenView, Wait(4, 40)) { Name = $"Department {department}", Attributes = [new("department", department)] });
        Learn(department);
        if (_random.Chance(30))
        {
            Add(new(ShopEventKind.Impression, Wait(1, 3))
            {
                Name = "impression",
                List = $"{department} bestsellers",
                Screen = "Department",
                Products = [.. shelf.Take(_random.Next(2, 4)).Select(product => (product, 1))],
            });
        }

        if (_random.Chance(7))
        {
            AddNotForwarded();
        }

        var basket = Browse(shelf, department);
        if (basket.Count > 0)
        {
            Checkout(basket, hasPromotion is not null);
        }

        if (_random.Chance(3))
        {
            Add(new(ShopEventKind.Crash, Wait(2, 9)) { Name = "EmptyBasketException" });
        }

        EndSession();
    }

    private string? FollowPromotion()
    {
        if (!_random.Chance(Who.Habit == ShopperHabit.BargainHunter ? 95 : 25))
        {
            return null;
        }

        var shown = new[] { _random.Pick(Catalog.Promotions), _random.Pick(Catalog.Promotions) }.Distinct().ToArray();
        Add(new(ShopEventKind.PromotionAction, Wait(1, 2)) { Name = "view", Promotions = shown, Screen = "Home" });
        if (!_random.Chance(Who.Habit == ShopperHabit.BargainHunter ? 80 : 15))
        {
            return null;
        }

        Add(new(ShopEventKind.PromotionAction, Wait(2, 15)) { Name = "click", Promotions = [shown[0]], Screen = "Home" });
        return shown[0].Category;
    }

    private void Search()
    {
        var query = _random.Pick(Catalog.Searches);
        Add(new(ShopEventKind.Custom, Wait(5, 30))
        {
            Name = "Search Submitted",
            CustomType = "search",
            Attributes = [new("query", query), new("results", _random.Next(0, 24)), new("corrected", _random.Chance(10))],
        });
        if (Who.LastSearch.Length > 0 && Who.LastSearch != query && _random.Chance(30))
        {
            Add(new(ShopEventKind.AttributeChange, _now) { Name = "last_search", OldValue = Who.LastSearch, NewValue = query });
        }

        Who.LastSearch = query;
    }

    private List<(Product Product, int Quantity)> Browse(Product[] shelf, string department)
    {
        var basket = new List<(Product Product, int Quantity)>();
        var looks = Who.Habit is ShopperHabit.Browser or ShopperHabit.Regular ? _random.Next(1, 3) : _random.Next(1, 2);
        for (var i = 0; i < looks; i++)
        {
            var product = _random.Pick(shelf);
            (Product Product, int Quantity)[] one = [(product, 1)];
            if (_random.Chance(25))
            {
                Add(new(ShopEventKind.ProductAction, Wait(3, 25)) { Name = "click", Products = one, List = $"{department} bestsellers", Screen = "Department" });
            }

            Add(new(ShopEventKind.ProductAction, Wait(1, 4)) { Name = "view_detail", Products = one, Screen = "Product", Currency = "EUR" });
            if (_random.Chance(20))
            {
                Add(new(ShopEventKind.Custom, Wait(6, 50))
                {
                    Name = "Size Guide Opened",
                    CustomType = "navigation",
                    Attributes = [new("item_id", product.Id), new("shoe_size", Who.ShoeSize)],
                });
            }

            if (_random.Chance(12))
            {
                Add(new(ShopEventKind.ProductAction, Wait(4, 30)) { Name = "add_to_wishlist", Products = one });
                if (_random.Chance(25))
                {
                    Add(new(ShopEventKind.ProductAction, Wait(4, 60)) { Name = "remove_from_wishlist", Products = one });
                }
            }

            if (_random.Chance(WantsPercent()))
            {
                var quantity = product.Price < 50 ? _random.Next(1, 3) : 1;
                basket.Add((product, quantity));
                Add(new(ShopEventKind.ProductAction, Wait(5, 60)) { Name = "add_to_cart", Products = [(product, quantity)], Screen = "Product", Currency = "EUR" });
            }
        }

        if (basket.Count > 0 && _random.Chance(25))
        {
            Add(new(ShopEventKind.ProductAction, Wait(10, 60)) { Name = "remove_from_cart", Products = [basket[^1]] });
            basket.RemoveAt(basket.Count - 1);
        }

        return basket;
    }

    private int WantsPercent() => Who.Habit switch
    {
        ShopperHabit.Regular => 50,
        ShopperHabit.Hesitant => 65,
        ShopperHabit.Browser => 8,
        ShopperHabit.BargainHunter => 55,
        _ => 35,
    };

    private void Checkout(List<(Product Product, int Quantity)> basket, bool cameByPromotion)
    {
        (Product Product, int Quantity)[] products = [.. basket];
        if (!_random.Chance(Who.Habit == ShopperHabit.Hesitant ? 30 : 85))
        {
            return;
        }

        Add(new(ShopEventKind.ProductAction, Wait(10, 60)) { Name = "checkout", Products = products, Step = 1, Screen = "Checkout", Currency = "EUR" });
        if (_random.Chance(25))
        {
            Add(new(ShopEventKind.ProductAction, Wait(10, 60)) { Name = "checkout_option", Step = 2, Screen = "Checkout" });
        }

        var buys = Who.Habit switch
        {
            ShopperHabit.Hesitant => false,
            ShopperHabit.BargainHunter => cameByPromotion,
            _ => _random.Chance(85),
        };
        if (!buys)
        {
            return;
        }

        var goods = products.Sum(line => line.Product.Price * line.Quantity);
        var shipping = goods >= 100 ? 0.00m : 4.90m;
        var total = goods + shipping;
        var order = $"LO-{_random.Next(100_000, 999_999)}";
        Add(new(ShopEventKind.ProductAction, Wait(15, 90))
        {
            Name = "purchase",
            Products = products,
            TransactionId = order,
            Total = total,
            Tax = decimal.Round(total * 0.19m / 1.19m, 2),
            Shipping = shipping,
            Coupon = cameByPromotion ? "SPRING10" : null,
            Currency = "EUR",
            Screen = "Checkout",
            Attributes = [new("payment", _random.Chance(50) ? "invoice" : "card"), new("gift", _random.Chance(10))],
        });
        Add(new(ShopEventKind.AttributeChange, _now) { Name = "lifetime_orders", OldValue = Who.Orders == 0 ? null : Who.Orders, NewValue = Who.Orders + 1 });
        Who.Orders++;
        Who.Spent += total;
        if (_random.Chance(18))
        {
            Add(new(ShopEventKind.ProductAction, Wait(900, 3600))
            {
                Name = "refund",
                Products = [products[0]],
                TransactionId = order,
                Total = products[0].Product.Price * products[0].Quantity,
                Currency = "EUR",
            });
        }
    }

    private void VisitElsewhere()
    {
        switch (_device.Platform)
        {
            case ShopPlatform.DataFeed:
                _sessionId = 0;
                Add(new(ShopEventKind.Custom, Wait(10, 90))
                {
                    Name = "Store Visited",
                    CustomType = "location",
                    Attributes = [new("store", Who.City), new("minutes", _random.Next(5, 50)), new("mParticle Source Feed", "Larkfell Stores")],
                });
                Upload();
                break;
            case ShopPlatform.Alexa:
                StartSession();
                Add(new(ShopEventKind.Custom, Wait(2, 9))
                {
                    Name = "Hike Weather Asked",
                    CustomType = "user_preference",
                    Attributes = [new("city", Who.City), new("answered", true)],
                });
                EndSession();
                break;
            case ShopPlatform.Unknown:
                _sessionId = 0;
                Add(new(ShopEventKind.Custom, Wait(2, 9)) { Name = "Kiosk Touched", CustomType = "user_content", Attributes = [new("kiosk", "K-02")] });
                Upload();
                break;
            case ShopPlatform.Desktop or ShopPlatform.Web:
                Visit();
                break;
            default:
                Watch();
                break;
        }
    }

    private void Watch()
    {
        var article = _random.Pick(Catalog.Articles);
        StartSession();
        Add(new(ShopEventKind.ScreenView, Wait(1, 9)) { Name = "Guides" });
        Add(new(ShopEventKind.Custom, Wait(2, 20)) { Name = "Video Started", CustomType = "media", Attributes = [new("title", article), new("position_s", 0)] });
        if (_random.Chance(60))
        {
            Add(new(ShopEventKind.Custom, Wait(120, 900))
            {
                Name = "Video Finished",
                CustomType = "media",
                Attributes = [new("title", article), new("share_watched", 0.01m * _random.Next(50, 100)), new("topics", new[] { Who.Taste, "guides" })],
            });
        }

        EndSession();
    }

    private void ChangeConsent()
    {
        if (_random.Chance(50))
        {
            Who.Consent = Who.Consent with { Advertising = !Who.Consent.Advertising };
            _consentChanges.Add(new(IsCcpa: false, "advertising", Who.Consent.Advertising, !Who.Consent.Advertising, _now));
        }
        else
        {
            var before = Who.Consent.SaleOptOut;
            Who.Consent = Who.Consent with { SaleOptOut = !before };
            _consentChanges.Add(new(IsCcpa: true, "data_sale_opt_out", !before, _random.Chance(50) ? null : before, _now));
        }
    }

    private void AddNotForwarded() => Add(new(ShopEventKind.NotForwarded, Wait(1, 9))
    {
        Name = _customer.Format == BatchFormat.Firehose
            ? _random.Pick(["privacy_setting_change", "error"])
            : _random.Pick(["network_performance", "breadcrumb", "profile", "opt_out"]),
    });

    private void Learn(string department) => Who.Interest[department] = Who.Interest.GetValueOrDefault(department) + 1;

    private void StartSession()
    {
        _sessionId = _random.NextId();
        _sessionStartMs = _now;
        Add(new(ShopEventKind.SessionStart, _now));
    }

    private void EndSession()
    {
        if (_device.IsPhone)
        {
            Add(new(ShopEventKind.StateTransition, Wait(2, 30)) { Name = _random.Chance(85) ? "background" : "exit", Flag = true });
        }

        Add(new(ShopEventKind.SessionEnd, Wait(30, 60)) { DurationMs = _now - _sessionStartMs });
        Upload();
    }

    private long Wait(int fromSeconds, int toSeconds) => _now += _random.Next(fromSeconds * 1000, toSeconds * 1000);

    private void Add(ShopEvent item)
    {
        item.Id = _random.NextId();
        item.MessageId = _random.NextGuid();
        _pending.Add(item);
        if (_pending.Count >= _customer.EventsPerUpload)
        {
            Upload();
        }
    }

    private void Upload()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        _customer.LastUploadMs = Math.Max(_now + _random.Next(400, 60_000), _customer.LastUploadMs + 1);
        _batches.Add(new ShopBatch
        {
            Shopper = Who,
            Device = _device,
            ReceivedMs = _customer.LastUploadMs,
            BatchId = _random.NextId(),
            MessageId = _random.NextGuid(),
            SessionId = _sessionId,
            SessionStartMs = _sessionId == 0 ? 0 : _sessionStartMs,
            Events = [.. _pending],
            ConsentChanges = [.. _consentChanges],
            UserAttributes = Who.Attributes(isFull: false),
            Consent = Who.Consent,
            Style = NextStyle(),
        });
        _pending.Clear();
        _consentChanges.Clear();
        _customer.EventsPerUpload = _random.Next(2, 7);
    }

    private WireStyle NextStyle()
    {
        if (_now >= StartMs + ArchivedDays * DayMs)
        {
            return WireStyle.EventIdsAsText;
        }

        var style = WireStyle.None;
        foreach (var part in Enum.GetValues<WireStyle>())
        {
            if (part != WireStyle.None && _random.Chance(18))
            {
                style |= part;
            }
        }

        return style;
    }

    private sealed class Customer(Shopper shopper, BatchFormat format, ShopDevice main, ShopDevice other)
    {
        public Shopper Shopper { get; } = shopper;

        public BatchFormat Format { get; } = format;

        public ShopDevice Main { get; } = main;

        public ShopDevice Other { get; } = other;

        public bool HasVisited { get; set; }

        public long LastUploadMs { get; set; }

        public int EventsPerUpload { get; set; } = 4;
    }
}
