namespace Vidora.Integration.Pipelines;

/// <summary>
/// Predicts a number of each user, from users whose number is known. Set <see cref="Attribute"/> or <see cref="Values"/>.
/// </summary>
public sealed class RegressionPipeline : PredictionPipeline
{
    /// <inheritdoc/>
    public override VidoraPipelineType Type => VidoraPipelineType.Regression;

    /// <summary>Gets the numeric user attribute, by its name in mParticle. Default: null.</summary>
    public string? Attribute { get; init; }

    /// <summary>Gets the known numbers. Default: null.</summary>
    public UserList? Values { get; init; }

    internal override string? WatchedAttribute => Attribute;

    internal override string? FindOwnProblem() => (Attribute is null) == (Values is null)
        ? "A regression needs either \"attribute\" or \"values_file\". Set one of them."
        : null;
}
