namespace Vidora.Integration.Emulator;

/// <summary>What a pipeline is to predict, as it is asked for when one is created.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The name, as people read it: <c>Likelihood to Purchase</c>. With a letter or digit, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The kind. Default <see cref="PipelineType.FutureEvents"/>.</summary>
    public PipelineType Type { get; init; } = PipelineType.FutureEvents;

    /// <summary>
    /// The <c>type</c> of the events whose recency and frequency make the stand-in score; null: all events count. For
    /// uplift it is the intervention.
    /// </summary>
    public string? TargetEvent { get; init; }

    /// <summary>
    /// The event field that is looked at in the target events: for regression its numbers are averaged, for
    /// classification and look-alike a user who has it as <c>true</c> (or not empty) belongs. Null: none.
    /// </summary>
    public string? LabelAttribute { get; init; }

    /// <summary>How often it runs on its own. Default <see cref="PipelineSchedule.Daily"/>.</summary>
    public PipelineSchedule Schedule { get; init; } = PipelineSchedule.Daily;

    /// <summary>Whether it is active. Default true.</summary>
    public bool Active { get; init; } = true;
}
