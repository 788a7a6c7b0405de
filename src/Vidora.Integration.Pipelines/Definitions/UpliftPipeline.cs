namespace Vidora.Integration.Pipelines;

/// <summary>
/// Predicts how much an intervention changes each user's likelihood of the goal: <c>(effect + 1) / 2</c>, 0 to 1, our choice of scale.
/// It needs a control group that was chosen at random.
/// </summary>
public sealed class UpliftPipeline : PredictionPipeline
{
    /// <inheritdoc/>
    public override VidoraPipelineType Type => VidoraPipelineType.Uplift;

    /// <summary>Gets the events of users that got the intervention.</summary>
    public required EventCondition Treatment { get; init; }

    /// <summary>Gets the events of users that were chosen at random not to get it.</summary>
    public required EventCondition Control { get; init; }

    /// <summary>Gets the events that the intervention is to cause.</summary>
    public required EventCondition Goal { get; init; }

    /// <summary>Gets the window in days after the intervention, 1 to 365. Default: 14.</summary>
    public int WithinDays { get; init; } = 14;

    internal override IReadOnlyList<EventCondition> Conditions => [Goal, Treatment, Control];

    internal override string? FindOwnProblem() => WindowProblem(WithinDays)
        ?? (Treatment.Key == Control.Key ? "\"treatment\" and \"control\" are the same events. Set the event of the users who got no intervention as \"control\"." : null)
        ?? (Treatment.AtLeast > 1 || Control.AtLeast > 1 ? "\"at_least\" belongs to \"goal\" only. Remove it from \"treatment\" and \"control\"." : null);
}
