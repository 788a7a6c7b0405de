namespace Vidora.Integration.Emulator;

/// <summary>Describes a pipeline of the emulated Vidora: its settings, and its state at one moment.</summary>
public sealed class EmulatedPipeline
{
    /// <summary>Gets the name, such as <c>Likelihood to Purchase</c>: with a letter or digit, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the type; Recommendations is none that the emulator has. Default: Future Events.</summary>
    public VidoraPipelineType Type { get; init; } = VidoraPipelineType.FutureEvents;

    /// <summary>
    /// Gets the <c>type</c> of the events that count; for Uplift the intervention. Default: null, all events.
    /// </summary>
    public string? TargetEvent { get; init; }

    /// <summary>
    /// Gets the label, a field of the target events. Regression averages its numbers. For Classification and Look Alike a
    /// user belongs to the class when it is true or not empty. Default: null, none.
    /// </summary>
    public string? LabelAttribute { get; init; }

    /// <summary>Gets how often the pipeline runs. Default: <see cref="PipelineSchedule.Daily"/>.</summary>
    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.Daily;

    /// <summary>Gets whether the pipeline runs on its schedule. Default: true.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Gets the id, eight letters and digits, which the emulator sets.</summary>
    public string Id { get; internal set; } = "";

    /// <summary>Gets the status of the last run.</summary>
    public VidoraPipelineStatus Status { get; internal set; } = VidoraPipelineStatus.Complete;

    /// <summary>Gets the time of the last predictions, made from the events until then. Returns null before the first.</summary>
    public DateTimeOffset? LastPredictionAt { get; internal set; }

    internal DateTimeOffset CreatedAt { get; set; }

    internal bool Recurring => Schedule != PipelineSchedule.Once;

    /// <summary>Gets the time of the next run. Returns null for a pipeline without a schedule.</summary>
    internal DateTimeOffset? NextRun => (LastPredictionAt ?? CreatedAt) is var last && Active ? Schedule switch
    {
        PipelineSchedule.Daily => last.AddDays(1),
        PipelineSchedule.Weekly => last.AddDays(7),
        PipelineSchedule.Monthly => last.AddMonths(1),
        _ => null,
    }
    : null;

    /// <summary>Returns a copy to change: a pipeline that was handed out stays as it is.</summary>
    internal EmulatedPipeline Copy() => (EmulatedPipeline)MemberwiseClone();

    internal bool HasSettingsOf(EmulatedPipeline other) =>
        (Name, Type, TargetEvent, LabelAttribute, Schedule, Active)
        == (other.Name, other.Type, other.TargetEvent, other.LabelAttribute, other.Schedule, other.Active);
}
