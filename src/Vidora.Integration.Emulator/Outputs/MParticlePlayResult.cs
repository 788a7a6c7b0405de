using System.Globalization;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Outputs;

namespace Vidora.Integration.Emulator;

/// <summary>Holds the counts of a play, while it runs or at its end.</summary>
public sealed class MParticlePlayResult
{
    internal MParticlePlayResult(Uri to) => To = to;

    /// <summary>Gets the id of the play in its emulator; 0 for a play without one.</summary>
    public int Id { get; internal init; }

    /// <summary>Gets the output.</summary>
    public MParticleOutput Output { get; internal init; }

    /// <summary>Gets the address that the play sends to.</summary>
    public Uri To { get; }

    /// <summary>Gets the seed.</summary>
    public int Seed { get; internal init; }

    /// <summary>Gets whether the play has ended.</summary>
    public bool IsComplete { get; internal init; }

    /// <summary>Gets why the play ended early. Returns null when it did not.</summary>
    public string? Error { get; internal init; }

    /// <summary>Gets the batches that were taken up, and the number of all.</summary>
    public long Batches { get; internal init; }

    /// <inheritdoc cref="MParticlePlay.Batches"/>
    public long PlannedBatches { get; internal init; }

    /// <summary>Gets the time since the start, until the last document was settled.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets the requests, retries and repetitions included.</summary>
    public long Requests { get; internal init; }

    /// <summary>Gets the requests that repeat a document after an answer that asks for it, or after none.</summary>
    public long Retries { get; internal init; }

    /// <summary>Gets the documents that were sent again after they were accepted.</summary>
    public long Duplicates { get; internal init; }

    /// <summary>Gets the batches whose events were late.</summary>
    public long Late { get; internal init; }

    /// <summary>Gets the batches that came before an earlier one of their user.</summary>
    public long OutOfOrder { get; internal init; }

    /// <summary>Gets the answers by status; 0 counts requests without an answer.</summary>
    public IReadOnlyDictionary<int, long> Answers { get; internal init; } = new Dictionary<int, long>();

    /// <summary>Gets the other messages of Firehose that were accepted, by type.</summary>
    public IReadOnlyDictionary<string, long> Messages { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the mParticle events that were sent, each once, changes of consent included.</summary>
    public long SentEvents => AcceptedEvents + DroppedEvents + GivenUpEvents;

    /// <summary>Gets the sent events that the host accepted.</summary>
    public long AcceptedEvents { get; internal init; }

    /// <summary>Gets the sent events that mParticle drops, because the host answered with another 4xx.</summary>
    public long DroppedEvents { get; internal init; }

    /// <summary>Gets the sent events that were retried until the time was over.</summary>
    public long GivenUpEvents { get; internal init; }

    /// <summary>Gets the accepted events that the mapping forwards.</summary>
    public long ForwardedEvents { get; internal init; }

    /// <summary>Gets the accepted events that the mapping leaves out, by reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the Vidora events that the forwarded ones become, by their ids.</summary>
    public long ExpectedEvents { get; internal init; }

    /// <summary>Gets whether the events of an emulated Vidora were compared.</summary>
    public bool IsCompared { get; internal init; }

    /// <summary>Gets the expected events that Vidora has.</summary>
    public long HeldEvents { get; internal init; }

    /// <summary>Gets the expected events that Vidora does not have.</summary>
    public long LostEvents => IsCompared ? ExpectedEvents - HeldEvents : 0;

    /// <summary>Gets the events that Vidora received again under the same id, as at-least-once delivery does.</summary>
    public long RepeatedEvents { get; internal init; }

    /// <summary>Gets the events that Vidora received since the start under an id that is none of the play's.</summary>
    public long UnexpectedEvents { get; internal init; }

    /// <summary>Gets the events of erased users that Vidora still has.</summary>
    public long UnerasedEvents { get; internal init; }

    /// <summary>Gets whether the play is complete and every event is accounted for, in Vidora too.</summary>
    public bool IsExact =>
        IsComplete && Error is null && IsCompared && AcceptedEvents == ForwardedEvents + LeftOut.Values.Sum()
        && LostEvents == 0 && UnexpectedEvents == 0 && UnerasedEvents == 0;

    /// <summary>Returns the counts as JSON, with the names of <c>GET /emulator/plays</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id, ["to"] = To.ToString(), ["output"] = PlayJson.NameOf(Output), ["seed"] = Seed,
        ["complete"] = IsComplete, ["exact"] = IsExact, ["error"] = Error, ["batches"] = Batches, ["of"] = PlannedBatches,
        ["seconds"] = Math.Round(Duration.TotalSeconds, 3), ["requests"] = Requests, ["retries"] = Retries,
        ["duplicates"] = Duplicates, ["late"] = Late, ["out_of_order"] = OutOfOrder,
        ["answers"] = new JsonObject(Answers.Select(count => KeyValuePair.Create(
            count.Key == 0 ? "none" : count.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)count.Value))),
        ["messages"] = Counts(Messages), ["sent_events"] = SentEvents, ["accepted_events"] = AcceptedEvents,
        ["dropped_events"] = DroppedEvents, ["given_up_events"] = GivenUpEvents, ["forwarded_events"] = ForwardedEvents,
        ["left_out"] = Counts(LeftOut), ["compared"] = IsCompared, ["expected_events"] = ExpectedEvents,
        ["held_events"] = HeldEvents, ["lost_events"] = LostEvents, ["repeated_events"] = RepeatedEvents,
        ["unexpected_events"] = UnexpectedEvents, ["unerased_events"] = UnerasedEvents,
    };

    /// <summary>Returns the counts in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"sent {SentEvents} = accepted {AcceptedEvents} + dropped {DroppedEvents} + given up {GivenUpEvents}; accepted {AcceptedEvents} = forwarded {ForwardedEvents} + left out {LeftOut.Values.Sum()}; expected {ExpectedEvents}, held {HeldEvents}, lost {LostEvents}, repeated {RepeatedEvents}, unexpected {UnexpectedEvents}, unerased {UnerasedEvents}{(IsCompared ? "" : " (not compared)")}{(Error is null ? "" : $". {Error}")}");

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
}
