using Vidora.Integration.Generator;

namespace Vidora.Integration.Pipelines.Tests;

/// <summary>Makes activity of seasons whose truth is known, through the readers and the mapper that a host uses.</summary>
internal static class Seasons
{
    public static readonly FutureEventsPipeline Buyers = new() { Name = "Likely buyers", Goal = new EventCondition("purchase"), WithinDays = 14 };

    public static readonly UpliftPipeline Push = new()
    {
        Name = "Push", Treatment = new EventCondition("Experiment Treatment"), Control = new EventCondition("Experiment Control"),
        Goal = new EventCondition("purchase"), WithinDays = 14,
    };

    public static readonly ClassificationPipeline Pets = new() { Name = "Pets", Attribute = "has_pet", Has = ["true"], HasNot = ["false"] };

    public static readonly LookAlikePipeline LikePets = new() { Name = "Like pets", Attribute = "has_pet", Has = ["true"] };

    public static readonly RegressionPipeline Age = new() { Name = "Age", Attribute = "age_years" };

    public static IReadOnlyList<PredictionPipeline> All { get; } = [Buyers, Push, Pets, LikePets, Age];

    /// <summary>Returns all events of a season.</summary>
    public static List<KnownEvent> Events(Season season)
    {
        var mapper = new MParticleEventMapper();
        var events = new List<KnownEvent>();
        foreach (var day in season.MakeDays())
        {
            foreach (var document in MParticleDocuments.Read(day))
            {
                Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error), Is.True, error?.Message);
                events.AddRange(mapper.Map(batch!).Events.Select(item => KnownEvent.FromHistory(item, batch!.ReceivedTime)));
            }
        }

        return events;
    }

    public static ActivityStore Store(IEnumerable<KnownEvent> events, params PredictionPipeline[] pipelines) => Store(null, events, pipelines);

    public static ActivityStore Store(string? folder, IEnumerable<KnownEvent> events, params PredictionPipeline[] pipelines)
    {
        var store = ActivityStore.Open(folder, TimeProvider.System, pipelines.Length == 0 ? All : pipelines);
        foreach (var item in events)
        {
            store.Add(item);
        }

        store.Flush();
        return store;
    }

    /// <summary>Runs a pipeline at once, on two threads.</summary>
    public static PredictionRun Run(ActivityStore store, PredictionPipeline pipeline, DateTimeOffset? asOf = null, int threads = 2, ModelCard? last = null) =>
        new PipelineRunner(store, threads).RunAsync(pipeline, asOf, last).GetAwaiter().GetResult();
}
