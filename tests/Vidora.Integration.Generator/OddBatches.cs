namespace Vidora.Integration.Generator;

/// <summary>Batches that a shop should not see, and does: what must not be forwarded, and what is hard to read.</summary>
internal static class OddBatches
{
    /// <summary>They come in a fixed order, one minute apart.</summary>
    public static IEnumerable<ShopBatch> Create(BatchFormat format, long startMs, SeededRandom random)
    {
        var shopper = Shopper.Create(ShopperHabit.Browser, random);
        var phone = ShopDevice.Create(ShopPlatform.Android, shopper.FirstName, random);
        var number = 0;
        foreach (var platform in Enum.GetValues<ShopPlatform>())
        {
            if (platform == ShopPlatform.Desktop && format == BatchFormat.Firehose)
            {
                continue;
            }

            var device = ShopDevice.Create(platform, shopper.FirstName, random);
            yield return Create(shopper, device, [new(ShopEventKind.Custom, startMs) { Name = "Account Linked" }], startMs + 60_000L * number++, random);
        }

        foreach (var (events, mpid, environment, style) in Cases(format, startMs))
        {
            yield return Create(shopper, phone, events, startMs + 60_000L * number++, random, mpid, environment, style);
        }
    }

    private static ShopBatch Create(
        Shopper shopper,
        ShopDevice device,
        ShopEvent[] events,
        long receivedMs,
        SeededRandom random,
        string? mpid = null,
        string? environment = "production",
        WireStyle style = WireStyle.None)
    {
        foreach (var item in events)
        {
            item.Id = random.NextId();
            item.MessageId = random.NextGuid();
        }

        return new ShopBatch
        {
            Shopper = shopper,
            Device = device,
            ReceivedMs = receivedMs,
            BatchId = random.NextId(),
            MessageId = random.NextGuid(),
            SessionId = random.Chance(30) ? 0 : -random.Next(1, 1_000_000),
            SessionStartMs = receivedMs - 60_000,
            Events = events,
            MpidJson = mpid,
            Environment = environment,
            Consent = shopper.Consent,
            Style = style,
            UserAttributes = random.Chance(25) ? OddAttributes() : shopper.Attributes(isFull: true),
        };
    }

    private static IEnumerable<(ShopEvent[] Events, string? Mpid, string? Environment, WireStyle Style)> Cases(BatchFormat format, long timeMs)
    {
        ShopEvent Screen() => new(ShopEventKind.ScreenView, timeMs) { Name = "Home" };

        foreach (var mpid in new[] { "", "null", "0", "\"\"", "\"0\"" })
        {
            yield return ([Screen(), Screen()], mpid, "production", WireStyle.None);
        }

        yield return ([Screen()], "\"-9223372036854775808\"", "production", WireStyle.None);
        yield return ([Screen()], "\"9223372036854775807\"", "Production", WireStyle.DiscriminatorLast);
        yield return ([Screen()], null, null, WireStyle.None);
        yield return ([Screen(), Screen(), Screen()], null, "development", WireStyle.None);
        yield return ([Screen()], null, "Development", WireStyle.AbsentWritten);
        yield return ([], null, "production", WireStyle.None);
        yield return ([], null, "production", WireStyle.AbsentWritten | WireStyle.UnknownFields);
        yield return ([new(ShopEventKind.Undocumented, timeMs) { Name = "alias_request" }, Screen()], null, "production", WireStyle.None);
        yield return ([new(ShopEventKind.Undocumented, timeMs), Screen()], null, "production", WireStyle.DiscriminatorLast);
        yield return ([new(ShopEventKind.Custom, timeMs), new(ShopEventKind.Custom, timeMs) { Name = "" }], null, "production", WireStyle.None);
        yield return ([new(ShopEventKind.Custom, 0) { Name = "Clockless" }], null, "production", WireStyle.None);
        yield return ([new(ShopEventKind.Custom, 0) { Name = "Clockless" }], null, "production", WireStyle.AbsentWritten | WireStyle.EventIdsAsText);
        yield return ([new(ShopEventKind.Custom, -1) { Name = "Before 1970" }], null, "production", WireStyle.None);
        yield return ([Collision(timeMs)], null, "production", WireStyle.TypedValues);
        yield return ([Collision(timeMs)], null, "production", WireStyle.Escaped | WireStyle.TypedValues);
        yield return ([HardValues(timeMs)], null, "production", WireStyle.TypedValues);
        yield return (
            [
                new(ShopEventKind.AttributeChange, timeMs) { Name = "$Zip", NewValue = "28195", OldValue = "20095" },
                new(ShopEventKind.AttributeChange, timeMs) { Name = "interests", NewValue = new RawJson("[\"Packs\",\"Climbing\"]"), OldValue = "Packs" },
                new(ShopEventKind.AttributeChange, timeMs) { Name = "jacket_size", OldValue = "M" },
                new(ShopEventKind.IdentityChange, timeMs) { Name = "email", NewValue = "new@mail.example", OldValue = "old@mail.example" },
                new(ShopEventKind.IdentityChange, timeMs) { Name = "customer_id", OldValue = "C000001" },
            ],
            null, "production", WireStyle.None);
        string[] notForwarded = format == BatchFormat.Firehose
            ? ["privacy_setting_change", "error"]
            : ["opt_out", "first_run", "pre_attribution", "network_performance", "breadcrumb", "profile", "push_reaction"];
        yield return ([.. notForwarded.Select(name => new ShopEvent(ShopEventKind.NotForwarded, timeMs) { Name = name })], null, "production", WireStyle.None);
        yield return ([new(ShopEventKind.ProductAction, timeMs) { Name = "purchase", TransactionId = "LO-1", Total = 0.10m, Currency = "JPY" }], null, "production", WireStyle.AbsentWritten);
        yield return (
            [
                new(ShopEventKind.Push, timeMs) { Name = "received", Flag = true },
                new(ShopEventKind.PushRegistration, timeMs) { Flag = false },
                new(ShopEventKind.Crash, timeMs) { Name = "EmptyBasketException", Flag = true },
                new(ShopEventKind.StateTransition, timeMs) { Name = "initialize" },
                new(ShopEventKind.StateTransition, timeMs) { Name = "install" },
                new(ShopEventKind.Attribution, timeMs) { Name = "re-engagement", Attributes = [new("publisher", "Trailhead Weekly"), new("campaign", "come-back")] },
            ],
            null, "production", WireStyle.DuplicateKeys | WireStyle.FlatConsent | WireStyle.IdentitiesAsObject);
    }

    private static ShopEvent Collision(long timeMs) => new(ShopEventKind.Custom, timeMs)
    {
        Name = "Names Collide",
        Attributes =
        [
            new("platform", "the attribute, not the device"),
            new("user_id", "not the user"),
            new("type", "not the type"),
            new("timestamp", 12),
            new("user_loyalty_tier", "not the profile"),
            new("", "nameless"),
            new("naïve \"name\" 🧭", "kept"),
        ],
    };

    private static ShopEvent HardValues(long timeMs) => new(ShopEventKind.Custom, timeMs)
    {
        Name = "Values",
        Attributes =
        [
            new("leading_zeros", "00123"),
            new("looks_boolean", "True"),
            new("largest", new RawJson("9223372036854775807")),
            new("larger", new RawJson("9223372036854775808")),
            new("smallest", new RawJson("-9223372036854775808")),
            new("exponent", new RawJson("1e3")),
            new("digits", new RawJson("0.10")),
            new("nothing", null),
            new("list", new RawJson("[ 1, \"two\", { \"three\" : [ ] } ]")),
            new("object", new RawJson("{ \"a\" : { \"b\" : null } }")),
            new("half", new RawJson("\"left \\ud83e right\"")),
            new("escaped", new RawJson("\"tab\\t slash\\/ \\u00e9 \\u0000\"")),
            new("blank", " "),
            new("empty", ""),
        ],
    };

    private static List<KeyValuePair<string, object?>> OddAttributes() =>
    [
        new("$FirstName", "Noor"),
        new("$firstname", "Noor again"),
        new("FirstName", "a name of the shop's own"),
        new("reserved.mobile", "+49 421 000000"),
        new("$intelligent_attribute:vidora:repeat_purchase__score", "0.71"),
        new("$intelligent_attribute:cortex:repeat_purchase__percentile", "0.93"),
        new("$store", "Bremen"),
        new("store", "Leeds"),
        new("is a tag", null),
        new("", "nameless"),
        new("sizes", new[] { "M", "EU 42", "größer" }),
        new("no sizes", Array.Empty<string>()),
        new("half", new RawJson("\"\\udc00\"")),
    ];
}
