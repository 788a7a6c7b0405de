using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator;

/// <summary>Describes a pipeline of the emulated Vidora at one moment: its definition, and its state.</summary>
public sealed class EmulatedPipeline
{
    internal EmulatedPipeline(PredictionPipeline definition) => Definition = definition;

    /// <summary>Gets the definition: the question to ask about every user.</summary>
    public PredictionPipeline Definition { get; }

    /// <summary>Gets the name.</summary>
    public string Name => Definition.Name;

    /// <summary>Gets the type.</summary>
    public VidoraPipelineType Type => Definition.Type;

    /// <summary>Gets whether the pipeline runs on its schedule.</summary>
    public bool Active { get; internal set; } = true;

    /// <summary>Gets the id, eight letters and digits, which the emulator sets.</summary>
    public string Id { get; internal set; } = "";

    /// <summary>Gets the status of the last run.</summary>
    public VidoraPipelineStatus Status { get; internal set; } = VidoraPipelineStatus.Complete;

    /// <summary>Gets why the last run failed, as a sentence; null when it did not. The predictions of the last good run stay.</summary>
    public string? Failure { get; internal set; }

    /// <summary>Gets the time of the last good run. Returns null before the first.</summary>
    public DateTimeOffset? LastPredictionAt { get; internal set; }

    /// <summary>Gets the card of the last good run. Returns null before the first.</summary>
    public ModelCard? Card { get; internal set; }

    internal DateTimeOffset CreatedAt { get; set; }

    /// <summary>Gets the time of the last run, good or failed.</summary>
    internal DateTimeOffset? LastRunAt { get; set; }

    /// <summary>Gets how far the run is that is under way.</summary>
    internal PipelineProgress? Progress { get; set; }

    internal bool Recurring => Definition.Schedule != PipelineSchedule.Once;

    /// <summary>Gets the time of the next run. Returns null for a pipeline without a schedule.</summary>
    internal DateTimeOffset? NextRun => (LastRunAt ?? CreatedAt) is var last && Active ? Definition.Schedule switch
    {
        PipelineSchedule.Daily => last.AddDays(1),
        PipelineSchedule.Weekly => last.AddDays(7),
        PipelineSchedule.Monthly => last.AddMonths(1),
        _ => null,
    }
    : null;

    /// <summary>Returns a copy to change: a pipeline that was handed out stays as it is.</summary>
    internal EmulatedPipeline Copy() => (EmulatedPipeline)MemberwiseClone();
}
