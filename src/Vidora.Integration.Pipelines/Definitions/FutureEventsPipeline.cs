namespace Vidora.Integration.Pipelines;

/// <summary>Predicts how likely each user is to do something within a time, as a probability from 0 to 1.</summary>
public sealed class FutureEventsPipeline : PredictionPipeline
{
    /// <inheritdoc/>
    public override VidoraPipelineType Type => VidoraPipelineType.FutureEvents;

    /// <summary>Gets the events that are predicted.</summary>
    public required EventCondition Goal { get; init; }

    /// <summary>Gets the window in days, 1 to 365. Default: 14.</summary>
    public int WithinDays { get; init; } = 14;

    internal override IReadOnlyList<EventCondition> Conditions => [Goal];

    internal override string? FindOwnProblem() => WindowProblem(WithinDays);
}
