namespace Vidora.Integration;

/// <summary>Describes a machine learning pipeline of the account (Vidora Pipeline API).</summary>
/// <remarks>A property is null when the answer does not say. Times without a zone are read as UTC.</remarks>
public sealed class VidoraPipeline
{
    /// <summary>Gets the id, such as <c>vnscuql2</c>. Never empty.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the kind of prediction; the empty text when the answer does not say.</summary>
    public VidoraPipelineType Type { get; init; }

    /// <summary>Gets whether the pipeline is in use.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Gets whether it runs daily, weekly or monthly. Single predictions need such a pipeline.</summary>
    public bool? IsRecurring { get; init; }

    /// <summary>Gets the status of its last run; the empty text when the answer does not say.</summary>
    public VidoraPipelineStatus Status { get; init; }

    /// <summary>Gets the time of its creation.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the time of the last training of its model.</summary>
    public DateTimeOffset? LastTrainedAt { get; init; }

    /// <summary>Gets the time of its last predictions.</summary>
    public DateTimeOffset? LastPredictionAt { get; init; }
}
