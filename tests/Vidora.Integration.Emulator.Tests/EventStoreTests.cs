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
        store.Append(body, inspected, _at);
    }

    private static string Event(int number, int user, int size = 10) =>
        $$"""{"user_id":"u{{user}}","type":"t{{number % 3}}","n":{{number}},"text":"{{new string('x', size)}}"}""";

    private static IEnumerable<string> All(EventStore store, EventQuery query) =>
        store.Find(query, int.MaxValue - 1).Events.Select(received => received.ToString());

    [Test]
    public void Find_ManyEvents_GivesBackEveryByte()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 100_000);
        var sent = Enumerable.Range(0, 10_000).Select(number => Event(number, number % 700, number % 9000)).ToArray();
        foreach (var request in sent.Chunk(97))
        {
            Append(store, request);
        }

        Assert.That(All(store, new EventQuery()), Is.EqualTo(sent));
        Assert.That(All(store, new EventQuery { UserId = "u7" }), Is.EqualTo(sent.Where((_, number) => number % 700 == 7)));
        var latest = store.FindLatest(new EventQuery { UserId = "u7" }, 3);
        Assert.That(latest.Select(received => received.Number), Is.EqualTo(new long[] { 9808, 9108, 8408 }));
    }

    [Test]
    public void Erase_OneUser_LeavesTheOthers()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 100_000);
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
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 1000);
        Append(store, """{"user_id":"a","type":"t","event_id":"e"}""", """{"user_id":"b","type":"t","event_id":"e"}""");

        store.Erase(["a"]);
        Append(store, """{"user_id":"c","type":"t","event_id":"e"}""");
        Assert.That(store.Get(3)!.Problems, Does.Contain("duplicate_event_id"));

        store.Erase(["b", "c"]);
        Append(store, """{"user_id":"d","type":"t","event_id":"e"}""");
        Assert.That(store.Get(4)!.Problems, Does.Not.Contain("duplicate_event_id"), "No event has it any more.");
    }

    [Test]
    public void Append_PastTheMaximum_KeepsTheLatest()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 6000);
        for (var request = 0; request < 40; request++)
        {
            Append(store, [.. Enumerable.Range(request * 500, 500).Select(number => Event(number, number % 5, 200))]);
        }

        Assert.That(All(store, new EventQuery()), Is.EqualTo(Enumerable.Range(14_000, 6000).Select(number => Event(number, number % 5, 200))));
        Assert.That(store.Counts().Kept, Is.EqualTo(6000));
    }

    [Test]
    public void Append_ThatFails_CountsAndStoresNothing()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 1000);
        Append(store, Event(1, 1));
        database.Query("CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.number = 3 BEGIN SELECT raise(FAIL, 'disk is full'); END").Run();

        Assert.That(
            () => Append(store, """{"user_id":"a","type":"t","event_id":"e"}""", """{"user_id":"b","type":"t"}"""),
            Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>().With.Message.Contains("disk is full"));

        Assert.That(All(store, new EventQuery()), Is.EqualTo(new[] { Event(1, 1) }));
        Assert.That(store.Counts().Received, Is.EqualTo(1));
        database.Query("DROP TRIGGER full").Run();
        Append(store, """{"user_id":"a","type":"t","event_id":"e"}""");
        Assert.That(store.Get(2)!.Problems, Is.Empty, "The event id of the failed request is not known.");
    }

    [Test]
    public void Find_AnyFilter_IsTheSameAsFilteringAList()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 1000);
        var numbers = Gen.Zip(Gen.Choose(0, 3), Gen.Choose(0, 2)).ListOf();
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Zip(numbers, Gen.Choose(0, 30)).ToArbitrary(), input =>
        {
            var (events, after) = input;
            database.Clear();
            store.Reload();
            var sent = events.Select((one, number) => (User: $"u{one.Item1}", Type: $"t{one.Item2}", Number: number + 1L)).ToList();
            foreach (var (user, type, _) in sent)
            {
                Append(store, $$"""{"user_id":"{{user}}","type":"{{type}}"}""");
            }

            var (found, next) = store.Find(new EventQuery { UserId = "u1", Type = "t1", After = after }, 3);
            var expected = sent.Where(one => one.User == "u1" && one.Type == "t1" && one.Number > after).ToList();
            return found.Select(received => received.Number).SequenceEqual(expected.Take(3).Select(one => one.Number))
                && next == (expected.Count > 3 ? expected[2].Number : null)
                && store.CountKept(new EventQuery { UserId = "u1", Type = "t1", After = after }) == expected.Count;
        }));
    }

    [Test]
    public void Find_TextsWithNullCharactersAndHalfSurrogatePairs_FindsThem()
    {
        using var database = new EmulatorDatabase(directory: null);
        var store = new EventStore(database, 1000);
        Append(store, """{"user_id":"a\u0000b","type":"t\u0000"}""", """{"user_id":"\ud800","type":"t"}""", """{"user_id":"a","type":"t"}""");

        Assert.That(store.FindLatest(new EventQuery { UserId = "a\0b", Type = "t\0" }, 10).Single().UserId, Is.EqualTo("a\0b"));
        Assert.That(store.FindLatest(new EventQuery { UserId = "\\ud800" }, 10).Single().Number, Is.EqualTo(2));
        Assert.That(store.FindLatest(new EventQuery { UserId = "a" }, 10).Single().Number, Is.EqualTo(3));
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
