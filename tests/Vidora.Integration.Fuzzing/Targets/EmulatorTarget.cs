using System.Text.Json;
using Vidora.Integration.Emulator;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Pages;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Emulator.Scripting;
using Vidora.Integration.Emulator.Validation;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>What the emulator reads: events, batches of the feed, scripts and pipelines.</summary>
internal sealed class EmulatorTarget : FuzzTarget
{
    private static readonly PredictionPipeline[] _definitions =
    [
        new FutureEventsPipeline { Name = "P", Goal = new EventCondition("purchase") { Where = new Dictionary<string, string> { ["email"] = "a@b.c" } } },
        new RegressionPipeline { Name = "Q", Attribute = "n" },
    ];

    private readonly List<InspectedEvent> _inspected = [];
    private readonly List<InspectedEvent> _looked = [];
    private readonly List<FeedBatch> _batches = [];

    public override string Name => "emulator";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. SeedDocuments.With(
            [
                SeedDocuments.Utf8("""{"data":[{"user_id":"1","type":"purchase","timestamp":1700000000,"event_id":"7","email":"a@b.c"},{"us\u0065r_id":"2","type":"x","n":{"m":1}}]}"""),
                SeedDocuments.Utf8("""{"data":[1,null,[],{"user_id":"1","type":"a@b.example","timestamp":1700000000000}]} """),
                SeedDocuments.Utf8("""{"a":{"data":[]},"data":[{}]}"""),
            ],
            [0]),
        .. SeedDocuments.With(
            [
                SeedDocuments.Utf8(
                    """{"mpid":"42","environment":"production","source_request_id":"r","events":[],"user_attributes":{"$intelligent_attribute:vidora:p__score":0.5,"l":["a"],"t":"x"},"deleted_user_attributes":["y"]}"""),
                SeedDocuments.Utf8("""[{"mpid":-1,"environment":"development"},{"mpid":9223372036854775807,"environment":"production","user_attributes":null}]"""),
            ],
            [1], [2]),
        .. SeedDocuments.With(
            [SeedDocuments.Utf8("""{"rules":[{"route":"/v1/validate","user":42,"request":2,"answers":[{"status":503,"headers":{"Retry-After":"1"},"body":{"a":1},"delay_ms":5,"cut":"after_body","apply":true,"times":3}]}]}""")],
            [3]),
        .. SeedDocuments.With(
            [
                SeedDocuments.Utf8("""{"type":"uplift","name":"P","treatment":{"event":"t"},"control":{"event":["c","d"]},"goal":{"event":"purchase","where":{"x":1},"at_least":2},"within_days":7,"schedule":"weekly","seed":-1}"""),
                SeedDocuments.Utf8("""{"recurring":true,"from_percentile":1,"to_percentile":99.5,"columns":["score","percentile"],"folder":"f","feed_address":"http://127.0.0.1/","vendor":"cortex"}"""),
            ],
            [4], [5]),
    ];

    public override int ControlBytes => 1;

    public override bool Run(byte[] input)
    {
        var body = input.AsMemory(Math.Min(input.Length, ControlBytes));
        return (input.Length > 0 ? input[0] % 6 : 0) switch
        {
            1 => ReadFeed(body, bulk: false),
            2 => ReadFeed(body, bulk: true),
            3 => Read(() => ScriptJson.Read(body)),
            4 => Read(() => PredictionPipeline.Parse(body)),
            5 => Read(() => PipelineJson.ReadExport(body)),
            _ => ReadEvents(body),
        };
    }

    private static bool Read<T>(Func<T> read)
    {
        try
        {
            ModelWalk.Over(read());
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private bool ReadFeed(ReadOnlyMemory<byte> body, bool bulk)
    {
        _batches.Clear();
        var refusal = FeedBatchReader.TryRead(body, bulk, _batches);
        FuzzViolationException.Unless(refusal is null or (>= 400 and < 500, { Length: > 0 }), "A refusal has no status or no message.");
        return refusal is null && _batches.Count > 0;
    }

    /// <summary>What looks at an event once it is stored.</summary>
    private static void Show(InspectedEvent inspected, ReadOnlyMemory<byte> json)
    {
        var received = new ReceivedEvent(1, DateTimeOffset.UnixEpoch, "1", "x", inspected.Problems, json.ToArray());
        _ = EventsPage.HappenedAt(received);
        if (received.IsAccepted)
        {
            using var activity = ActivityStore.Open(null, _definitions);
            ReceivedActivity.Add(activity, received);
            activity.Flush();
        }
    }

    private bool ReadEvents(ReadOnlyMemory<byte> body)
    {
        _inspected.Clear();
        _looked.Clear();
        var isTaken = EventInspector.TryInspect(body.Span, _inspected, out var error);
        var isCounted = EventCounter.TryCount(body.Span, _looked, out var count, out var countError);
        _ = ConcernedUsers.Contains(body.Span, "1");
        FuzzViolationException.Unless(isTaken == error is null && isCounted == countError is null, "A refusal has no message.");
        foreach (var @event in isTaken ? _inspected : [])
        {
            // What stands there is the event.
            using var document = JsonDocument.Parse(body.Slice(@event.Start, @event.Length));
            _ = body.Span.Slice(@event.UserId.Start, @event.UserId.Length);
            _ = body.Span.Slice(@event.Type.Start, @event.Type.Length);
            Show(@event, body.Slice(@event.Start, @event.Length));
        }

        if (isTaken && isCounted && _inspected.TrueForAll(@event => (@event.Problems & EventProblems.NotAnObject) == 0))
        {
            FuzzViolationException.Unless(count == _inspected.Count, "The two readers of events do not count the same.");
        }

        return isTaken;
    }
}
