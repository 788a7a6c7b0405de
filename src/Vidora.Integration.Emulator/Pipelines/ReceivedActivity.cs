using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Reads the accepted events into the activity that pipelines learn from. Erased and deleted events are in none.</summary>
internal sealed class ReceivedActivity(ReceivedEvents events, EventStore store, TimeProvider time)
{
    private const int Suggested = 2_000;

    /// <summary>Adds an accepted event. What is older than a day when it comes counts as history, known at its own time.</summary>
    public static void Add(ActivityStore activity, ReceivedEvent received) => activity.Add(KnownEvent.FromLive(VidoraEvent.FromTrustedJson(received.Utf8Json), received.ReceivedAt));

    /// <summary>Reads all events for one pipeline.</summary>
    public ActivityStore Read(PredictionPipeline pipeline, CancellationToken cancellationToken)
    {
        var activity = ActivityStore.Open(null, time, [pipeline]);
        foreach (var received in events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(activity, received);
        }

        activity.Flush();
        return activity;
    }

    /// <summary>Returns the names of fields and attributes in the latest events, to suggest them.</summary>
    public (IReadOnlyList<string> Fields, IReadOnlyList<string> Attributes) Suggest()
    {
        using var activity = ActivityStore.Open(null, time, []);
        foreach (var received in store.FindLatest(new EventQuery { Accepted = true }, Suggested))
        {
            Add(activity, received);
        }

        var fields = Enumerable.Range(0, activity.Catalog.Types.Count).SelectMany(activity.Catalog.FieldsOf).Distinct(StringComparer.Ordinal);
        return ([.. fields.Order(StringComparer.Ordinal)], [.. activity.Attributes.Order(StringComparer.Ordinal)]);
    }
}
