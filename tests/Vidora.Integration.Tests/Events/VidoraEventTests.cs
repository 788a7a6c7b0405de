using System.Text.Json;
using System.Text;

namespace Vidora.Integration.Tests.Events;

public sealed class VidoraEventTests
{
    [Test]
    public void Constructor_HasUserAndType()
    {
        var @event = new VidoraEvent("-42", "purchase");

        Assert.That(@event.ToString(), Is.EqualTo("""{"user_id":"-42","type":"purchase"}"""));
        Assert.That(Encoding.UTF8.GetString(@event.Utf8Json.Span), Is.EqualTo(@event.ToString()));
        Assert.That((@event.UserId, @event.Type, @event.Timestamp, @event.EventId), Is.EqualTo(("-42", "purchase", (DateTimeOffset?)null, (string?)null)));
        Assert.That(@event.Names, Is.EqualTo(new[] { "user_id", "type" }));
    }

    [TestCase("", "t")]
    [TestCase("u", "")]
    [TestCase(null, "t")]
    [TestCase("u", null)]
    public void Constructor_NoUserOrType_Throws(string? user, string? type)
    {
        Assert.That(() => new VidoraEvent(user!, type!), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Initializer_IsTheWholeEvent()
    {
        var @event = new VidoraEvent("u", "purchase")
        {
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_999),
            EventId = "e-1",
            ["item_id"] = "sku-1",
            ["product_price"] = 19.90m,
            ["count"] = 3,
            ["ratio"] = 0.5,
            ["gift"] = true,
        };

        Assert.That(
            @event.ToString(),
            Is.EqualTo("""{"user_id":"u","type":"purchase","timestamp":1700000000,"event_id":"e-1","item_id":"sku-1","product_price":19.90,"count":3,"ratio":0.5,"gift":true}"""));
        Assert.That(@event.Names, Is.EqualTo(new[] { "user_id", "type", "timestamp", "event_id", "item_id", "product_price", "count", "ratio", "gift" }));
        Assert.That(@event.EventId, Is.EqualTo("e-1"));
    }

    [TestCase(0, 0)]
    [TestCase(999, 0)]
    [TestCase(-1, -1)]
    [TestCase(-1000, -1)]
    [TestCase(-1001, -2)]
    public void Timestamp_IsRoundedDown(long milliseconds, long seconds)
    {
        var @event = new VidoraEvent("u", "t") { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) };

        Assert.That(@event["timestamp"], Is.EqualTo((VidoraValue)seconds));
        Assert.That(@event.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(seconds)));
    }

    [Test]
    public void Timestamp_OfAnotherZone_IsUtc()
    {
        var @event = new VidoraEvent("u", "t") { Timestamp = new DateTimeOffset(2023, 11, 15, 0, 13, 20, TimeSpan.FromHours(2)) };

        Assert.That(@event["timestamp"], Is.EqualTo((VidoraValue)1_700_000_000));
        Assert.That(@event.Timestamp!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Timestamp_AtTheBounds_IsKept()
    {
        foreach (var time in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
        {
            var @event = new VidoraEvent("u", "t") { Timestamp = time };
            Assert.That(@event.Timestamp, Is.EqualTo(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond))));
        }
    }

    [TestCase("\"1700000000\"")]
    [TestCase("1.5")]
    [TestCase("9223372036854775807")]
    [TestCase("-9223372036854775808")]
    public void Timestamp_ThatIsNone_IsNull(string value)
    {
        Assert.That(Parse($$"""{"user_id":"u","type":"t","timestamp":{{value}}}""").Timestamp, Is.Null);
    }

    [Test]
    public void Indexer_UnknownName_IsNull()
    {
        var @event = new VidoraEvent("u", "t") { ["User_Id"] = "x" };

        Assert.That(@event["item_id"], Is.Null);
        Assert.That(@event["TYPE"], Is.Null);
        Assert.That(@event.UserId, Is.EqualTo("u"));
    }

    [TestCase("""{"a": [1, 2]}""", VidoraValueKind.Map)]
    [TestCase("""[1, {"a":"b"}]""", VidoraValueKind.List)]
    [TestCase("null", VidoraValueKind.Null)]
    [TestCase("true", VidoraValueKind.Boolean)]
    [TestCase("false", VidoraValueKind.Boolean)]
    [TestCase("-17", VidoraValueKind.Integer)]
    [TestCase("1.50", VidoraValueKind.Float)]
    public void Indexer_ParsedValueOfAnyKind_IsItsJson(string json, VidoraValueKind kind)
    {
        var value = Parse($$"""{"user_id":"u","v":{{json}},"type":"t"}""")["v"]!.Value;

        Assert.That((value.Kind, value.ToString()), Is.EqualTo((kind, json)));
    }

    [Test]
    public void Initializer_NoTimeAndNoId_HasNone()
    {
        var @event = new VidoraEvent("u", "t") { Timestamp = null, EventId = null };

        Assert.That(@event.ToString(), Is.EqualTo("""{"user_id":"u","type":"t"}"""));
    }

    [TestCase("")]
    [TestCase(null)]
    public void Indexer_NoName_Throws(string? name)
    {
        var @event = new VidoraEvent("u", "t");

        Assert.That(() => @event[name!], Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new VidoraEvent("u", "t") { [name!] = 1 }, Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Initializer_UserAndType_CanBeReplacedByTextOnly()
    {
        var @event = new VidoraEvent("u", "t") { ["a"] = 1, ["user_id"] = "v", ["type"] = "click" };

        Assert.That(@event.ToString(), Is.EqualTo("""{"user_id":"v","type":"click","a":1}"""));
        Assert.That((@event.UserId, @event.Type), Is.EqualTo(("v", "click")));
        Assert.That(() => new VidoraEvent("u", "t") { ["user_id"] = null }, Throws.ArgumentException);
        Assert.That(() => new VidoraEvent("u", "t") { ["type"] = 5 }, Throws.ArgumentException);
        Assert.That(() => new VidoraEvent("u", "t") { ["user_id"] = "" }, Throws.ArgumentException);
        Assert.That(() => new VidoraEvent("u", "t") { ["type"] = "" }, Throws.ArgumentException);
    }

    [Test]
    public void Initializer_ListOrNull_IsRefusedOrLeftOut()
    {
        Assert.That(() => new VidoraEvent("u", "t") { ["a"] = new[] { "x" } }, Throws.ArgumentException.With.Message.Contains("\"a\" is a List"));
        Assert.That(new VidoraEvent("u", "t") { ["a"] = null, ["b"] = default(VidoraValue) }.ToString(), Is.EqualTo("""{"user_id":"u","type":"t"}"""));
    }

    [Test]
    public void Constructor_NameTwice_LastCounts() => Assert.That(
        new VidoraEvent("u", "t", [new("a", 1), new("b", 2), new("a", 3)]).ToString(), Is.EqualTo("""{"user_id":"u","type":"t","a":3,"b":2}"""));

    [Test]
    public void Constructor_Values_AreAdded()
    {
        var values = new Dictionary<string, VidoraValue> { ["a"] = 1, ["timestamp"] = 5 };
        Assert.That(new VidoraEvent("u", "t", values) { ["b"] = true }.ToString(), Is.EqualTo("""{"user_id":"u","type":"t","a":1,"timestamp":5,"b":true}"""));
    }

    [Test]
    public void Utf8Json_FromManyThreads_IsTheSame()
    {
        for (var i = 0; i < 100; i++)
        {
            var @event = new VidoraEvent("u", "t") { ["a"] = i };
            var texts = new string[4];
            Parallel.For(0, texts.Length, thread => texts[thread] = @event.ToString());
            Assert.That(texts, Is.All.EqualTo($$"""{"user_id":"u","type":"t","a":{{i}}}"""));
        }
    }

    [TestCase("plain")]
    [TestCase("quote \" backslash \\ slash / end")]
    [TestCase("\0\u0001\u001f\b\f\n\r\t\u007f")]
    [TestCase("é 😀 \u2028\ufeff\uffff")]
    [TestCase("</script>")]
    public void Texts_SurviveTheWay(string text)
    {
        var @event = new VidoraEvent(text, text) { [text] = text, EventId = text };

        Assert.That((@event.UserId, @event.Type, @event.EventId), Is.EqualTo((text, text, text)));
        Assert.That(@event[text], Is.EqualTo((VidoraValue)text));
        Assert.That(@event.Names, Does.Contain(text));
        using var document = JsonDocument.Parse(@event.Utf8Json);
        Assert.That(document.RootElement.GetProperty(text).GetString(), Is.EqualTo(text));
        Assert.That(document.RootElement.GetProperty("user_id").GetString(), Is.EqualTo(text));
        var parsed = VidoraEvent.Parse(@event.Utf8Json);
        Assert.That(parsed[text], Is.EqualTo((VidoraValue)text));
    }

    [TestCase("a\ud800", TestName = "Texts_HalfACharacterAtTheEnd_AreRepaired")]
    [TestCase("\udc00b", TestName = "Texts_HalfACharacterAtTheStart_AreRepaired")]
    [TestCase("\ud83d\ud83d\ude00", TestName = "Texts_HalfACharacterBeforeAWholeOne_AreRepaired")]
    public void Texts_WithHalfACharacter_AreRepaired(string text)
    {
        var repaired = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var @event = new VidoraEvent(text, text) { [text] = text };

        Assert.That(@event.Names, Does.Contain(repaired));
        Assert.That((@event.UserId, @event.Type), Is.EqualTo((repaired, repaired)));
        Assert.That(@event[text], Is.EqualTo((VidoraValue)repaired));
        using var document = JsonDocument.Parse(@event.Utf8Json);
        Assert.That(document.RootElement.GetProperty(repaired).GetString(), Is.EqualTo(repaired));
    }

    [Test, Slow]
    public void Texts_LongerThanAnyBuffer_SurviveTheWay()
    {
        var text = string.Concat(Enumerable.Repeat("é\"😀\n", 20_000));
        var @event = new VidoraEvent("u", "t") { ["a"] = text, ["b"] = 1 };

        Assert.That(@event["a"], Is.EqualTo((VidoraValue)text));
        Assert.That(@event["b"], Is.EqualTo((VidoraValue)1));
    }

    [TestCase("""{"user_id":"u","type":"t"}""")]
    [TestCase(""" { "type" : "t" , "user_id" : "u" , "n" : 19.90 } """)]
    [TestCase("""{"us\u0065r_id":"u","typ\u0065":"\u0074"}""")]
    public void Parse_Event_KeepsItsBytes(string json)
    {
        var parsed = Parse(json);

        Assert.That((parsed.UserId, parsed.Type), Is.EqualTo(("u", "t")));
        Assert.That(parsed.ToString(), Is.EqualTo(json));
    }

    [Test]
    public void Parse_WhatWasSent_IsTheSame()
    {
        var @event = new VidoraEvent("u", "t") { ["a"] = 19.90m, ["b"] = long.MaxValue, ["c"] = "x", ["d"] = false };

        var parsed = VidoraEvent.Parse(@event.Utf8Json);

        Assert.That(parsed.Names, Is.EqualTo(@event.Names));
        Assert.That(parsed.Names.Select(name => parsed[name]), Is.EqualTo(@event.Names.Select(name => @event[name])));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("{\"user_id\":\"u\"}")]
    [TestCase("{\"type\":\"t\"}")]
    [TestCase("{\"user_id\":\"\",\"type\":\"t\"}")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"\"}")]
    [TestCase("{\"user_id\":null,\"type\":\"t\"}")]
    [TestCase("{\"user_id\":\"u\",\"type\":null}")]
    [TestCase("{\"user_id\":42,\"type\":\"t\"}")]
    [TestCase("{\"user_id\":{\"a\":1},\"type\":\"t\"}")]
    [TestCase("{\"user_id\":\"u\",\"type\":[]}")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\"} x")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\"}{}")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\",}")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\" // c\n}")]
    [TestCase("{'user_id':'u','type':'t'}")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\",\"n\":01}")]
    public void Parse_WhatIsNoEvent_Throws(string json)
    {
        Assert.That(() => Parse(json), Throws.TypeOf<FormatException>());
    }

    [TestCase("[]", "a JSON object")]
    [TestCase("{\"a\" 1}", "not JSON at byte 5")]
    [TestCase("{\"user_id\":\"u\",\"type\":\"t\"} 7", "not JSON at byte 27")]
    [TestCase("{}", "\"user_id\" and a \"type\"")]
    public void Parse_WhatIsNoEvent_SaysWhatIsMissing(string json, string expected) =>
        Assert.That(() => Parse(json), Throws.TypeOf<FormatException>().With.Message.Contains(expected));

    [Test]
    public void Indexer_UserWithoutText_SaysThatEveryEventHasOne() => Assert.That(
        () => new VidoraEvent("u", "t") { ["user_id"] = 5 },
        Throws.ArgumentException.With.Message.Contains("\"user_id\" must be text that is not empty"));

    [Test]
    public void Parse_BytesThatAreNoText_Throws()
    {
        byte[] json = [.. """{"user_id":"u","type":"t","a":" """u8, 0xff, 0xc0, .. "\"}"u8];

        Assert.That(() => VidoraEvent.Parse(json), Throws.TypeOf<FormatException>().With.Message.Contains("not UTF-8"));
    }

    [TestCase("""{"user\ud800":1,"user_id":"u","type":"t","a":"\udc00"}""")]
    [TestCase("""{"\ud800ser_id":1,"user_id":"u","type":"t","\udc00":"\ud800"}""")]
    public void Parse_HalfACharacter_IsReadAsReplaced(string json)
    {
        var parsed = Parse(json);

        Assert.That((parsed.UserId, parsed.Type), Is.EqualTo(("u", "t")));
        Assert.That(parsed.Names, Has.Count.EqualTo(4));
        Assert.That(parsed.Names.Select(name => parsed[name]), Has.None.Null);
    }

    [Test]
    public void Parse_Deep_Throws()
    {
        var json = """{"user_id":"u","type":"t","a":""" + new string('[', 100_000);

        Assert.That(() => Parse(json), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void Parse_ErrorText_HoldsNoData()
    {
        Assert.That(
            () => Parse("""{"user_id":"canary","type":"canary" "canary" """),
            Throws.TypeOf<FormatException>().With.Message.Not.Contain("canary").And.InnerException.Null);
    }

    private static VidoraEvent Parse(string json) => VidoraEvent.Parse(Encoding.UTF8.GetBytes(json));
}
