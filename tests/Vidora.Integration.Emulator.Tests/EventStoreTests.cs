using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Tests;

public class EventStoreTests
{
    private static readonly DateTimeOffset _at = DateTimeOffset.FromUnixTimeSeconds(1_893_456_000);

    private static void Append(EventStore store, params string[] events)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"data":[{{string.Join(',', events)}}]}""");
        var inspected = new List<InspectedEvent>();
        Assert.That(EventInspector.TryInspect(body, inspected, out var error), Is.True, error);
        store.Append(body, inspected.ToArray(), _at);
    }

    private static string Event(int number, int user, int size = 10) =>
        $$"""{"user_id":"u{{user}}","type":"t{{number % 3}}","n":{{number}},"text":"{{new string('x', size)}}"}""";

    private static IEnumerable<string> All(EventStore store, EventQuery query)
    {
        var found = new List<ReceivedEvent>();
        store.Find(query, int.MaxValue, found);
        return found.Select(received => received.ToString());
    }

    [Test]
    public void Find_PackedBlocks_GivesBackEveryByte()
    {
        var store = new EventStore(100_000, maxRawBytes: 600_000);
        var sent = Enumerable.Range(0, 10_000).Select(number => Event(number, number % 700, number % 900)).ToArray();
        foreach (var request in sent.Chunk(97))
        {
            Append(store, request);
        }

        Assert.That(All(store, new EventQuery()), Is.EqualTo(sent));
        Assert.That(All(store, new EventQuery { UserId = "u7" }), Is.EqualTo(sent.Where((_, number) => number % 700 == 7)));
        var latest = new List<ReceivedEvent>();
        store.FindLatest(new EventQuery { UserId = "u7" }, 3, latest);
        Assert.That(latest.Select(received => received.Number), Is.EqualTo(new long[] { 9808, 9108, 8408 }));
    }

    [Test]
    public void Erase_InPackedBlocks_RemovesTheUserAndNobodyElse()
    {
        var store = new EventStore(100_000, maxRawBytes: 300_000);
        var sent = Enumerable.Range(0, 5000).Select(number => Event(number, number % 50, 300)).ToArray();
        Append(store, sent);

        store.Erase(["u7", "nobody"]);

        Assert.That(All(store, new EventQuery { UserId = "u7" }), Is.Empty);
        Assert.That(All(store, new EventQuery()), Is.EqualTo(sent.Where((_, number) => number % 50 != 7)));
        Assert.That(store.Counts().Kept, Is.EqualTo(4900));
    }

    [Test]
    public void Erase_UserWithARepeatedEventId_LeavesItKnownForTheOther()
    {
        var store = new EventStore(1000);
        Append(store, """{"user_id":"a","type":"t","event_id":"e"}""", """{"user_id":"b","type":"t","event_id":"e"}""");

        store.Erase(["a"]);
        Append(store, """{"user_id":"c","type":"t","event_id":"e"}""");
        Assert.That(store.Get(3)!.Problems.HasFlag(EventProblems.DuplicateEventId), Is.True);

        store.Erase(["b", "c"]);
        Append(store, """{"user_id":"d","type":"t","event_id":"e"}""");
        Assert.That(store.Get(4)!.Problems.HasFlag(EventProblems.DuplicateEventId), Is.False, "Nobody has it any more.");
    }

    [Test]
    public void Append_PastTheMaximumWithPackedBlocks_KeepsTheLatest()
    {
        var store = new EventStore(6000, maxRawBytes: 300_000);
        for (var request = 0; request < 40; request++)
        {
            Append(store, [.. Enumerable.Range(request * 500, 500).Select(number => Event(number, number % 5, 200))]);
        }

        Assert.That(All(store, new EventQuery()), Is.EqualTo(Enumerable.Range(14_000, 6000).Select(number => Event(number, number % 5, 200))));
    }

    [Test]
    public void Find_AnyFilter_IsTheSameAsFilteringAList()
    {
        var numbers = Gen.Zip(Gen.Choose(0, 3), Gen.Choose(0, 2)).ListOf();
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Zip(numbers, Gen.Choose(0, 30)).ToArbitrary(), input =>
        {
            var (events, after) = input;
            var store = new EventStore(1000);
            var sent = events.Select((one, number) => (User: $"u{one.Item1}", Type: $"t{one.Item2}", Number: number + 1L)).ToList();
            foreach (var (user, type, _) in sent)
            {
                Append(store, $$"""{"user_id":"{{user}}","type":"{{type}}"}""");
            }

            var found = new List<ReceivedEvent>();
            var next = store.Find(new EventQuery { UserId = "u1", Type = "t1", After = after }, 3, found);
            var expected = sent.Where(one => one.User == "u1" && one.Type == "t1" && one.Number > after).ToList();
            return found.Select(received => received.Number).SequenceEqual(expected.Take(3).Select(one => one.Number))
                && next == (expected.Count > 3 ? expected[2].Number : null);
        }));
    }

    [Test]
    public void TryCount_AnyValidBody_CountsLikeTheInspector()
    {
        var text = Gen.Elements("a", "\\\"", "\\\\", "{", "}", "[", "]", ",", "é", "\\u005d");
        var value = Gen.OneOf(
            text.ListOf().Select(parts => $"\"{string.Concat(parts)}\""),
            Gen.Elements("1", "-2.5e3", "true", "null", "{}", "[]", "{\"a\":[{}]}"));
        var one = Gen.Zip(text, value).ListOf().Select(fields =>
            $"{{{string.Join(" , ", fields.Select((field, i) => $"\"{i}{field.Item1}\" : {field.Item2}"))}}}");
        Check.QuickThrowOnFailure(Prop.ForAll(one.ListOf().ToArbitrary(), events =>
        {
            var body = Encoding.UTF8.GetBytes($"{{ \"data\" : [ {string.Join(" , ", events)} ] }}");
            var inspected = new List<InspectedEvent>();
            var counted = EventCounter.TryCount(body, [], out var count, out _);
            return EventInspector.TryInspect(body, inspected, out _) && counted && count == inspected.Count;
        }));
    }

    [Test]
    public void TryInspect_CutAnywhere_IsRefusedWithAReason()
    {
        var body = Encoding.UTF8.GetBytes("""{"data":[{"user_id":"ü","type":"t\u00e9","timestamp":1,"a":[1,{"b":null}]},{"c":-1.5e3}]}""");
        for (var length = 0; length < body.Length; length++)
        {
            Assert.That(EventInspector.TryInspect(body.AsSpan(0, length), [], out var error), Is.False, $"{length} bytes");
            Assert.That(error, Is.Not.Empty);
        }
    }
}
