namespace Vidora.Integration.Pipelines;

/// <summary>
/// Predicts how much a user resembles the members of a list, from 0 to 1. Set <see cref="Attribute"/> and <see cref="Has"/>, or
/// <see cref="Members"/>.
/// </summary>
public sealed class LookAlikePipeline : PredictionPipeline
{
    /// <inheritdoc/>
    public override VidoraPipelineType Type => VidoraPipelineType.LookAlike;

    /// <summary>Gets the user attribute that says who is a member, by its name in mParticle. Default: null.</summary>
    public string? Attribute { get; init; }

    /// <summary>Gets the attribute's values of members.</summary>
    public IReadOnlyList<string> Has { get; init; } = [];

    /// <summary>Gets the members. Default: null.</summary>
    public UserList? Members { get; init; }

    internal override string? WatchedAttribute => Attribute;

    internal override string? FindOwnProblem() => this switch
    {
        { Attribute: null, Members: null } or { Attribute: not null, Members: not null } =>
            "A look_alike pipeline needs either \"attribute\" or \"members_file\". Set one of them.",
        { Attribute: not null, Has.Count: 0 } => "\"has\" is missing. Set the attribute's value of members.",
        { Attribute: null, Has.Count: > 0 } => "\"has\" belongs to \"attribute\". Set \"attribute\".",
        _ => null,
    };
}
