namespace Vidora.Integration.Pipelines;

/// <summary>
/// Predicts whether a user has a trait, as a probability from 0 to 1, from users who are known to have it and known not to.
/// Set <see cref="Attribute"/> and <see cref="Has"/>, or <see cref="Members"/> and <see cref="Others"/>.
/// </summary>
public sealed class ClassificationPipeline : PredictionPipeline
{
    /// <inheritdoc/>
    public override VidoraPipelineType Type => VidoraPipelineType.Classification;

    /// <summary>Gets the user attribute that says who has the trait, by its name in mParticle. Default: null.</summary>
    public string? Attribute { get; init; }

    /// <summary>Gets the attribute's values of users with the trait.</summary>
    public IReadOnlyList<string> Has { get; init; } = [];

    /// <summary>Gets the attribute's values of users without the trait. Default: every other value.</summary>
    public IReadOnlyList<string> HasNot { get; init; } = [];

    /// <summary>Gets users who have the trait. Default: null.</summary>
    public UserList? Members { get; init; }

    /// <summary>Gets users who do not have the trait. Default: null.</summary>
    public UserList? Others { get; init; }

    internal override string? WatchedAttribute => Attribute;

    internal override string? FindOwnProblem() => this switch
    {
        { Attribute: null, Members: null } or { Attribute: not null, Members: not null } =>
            "A classification needs either \"attribute\" or \"members_file\". Set one of them.",
        { Attribute: not null, Others: not null } => "\"others_file\" belongs to \"members_file\". Use \"has_not\" with \"attribute\".",
        { Attribute: not null, Has.Count: 0 } => "\"has\" is missing. Set the attribute's value of users with the trait.",
        { Attribute: null } when Has.Count + HasNot.Count > 0 => "\"has\" and \"has_not\" belong to \"attribute\". Set \"attribute\".",
        { Members: not null, Others: null } => "\"others_file\" is missing. Set a file of users who do not have the trait, or use a look_alike pipeline.",
        _ when Has.Intersect(HasNot, StringComparer.Ordinal).FirstOrDefault() is { } both => $"\"{both}\" is both in \"has\" and in \"has_not\". Remove one.",
        _ => null,
    };
}
