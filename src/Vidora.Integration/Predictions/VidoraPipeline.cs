namespace Vidora.Integration;

/// <summary>A machine learning pipeline of the account (Vidora Pipeline API). Null is what the answer did not say.</summary>
public sealed class VidoraPipeline
{
    /// <summary>The id, such as <c>vnscuql2</c>. Never empty.</summary>
    public required string Id { get; init; }

    /// <summary>The name that people gave it.</summary>
    public string? Name { get; init; }

    /// <summary>What it predicts; the empty text when the answer did not say.</summary>
    public VidoraPipelineType Type { get; init; }

    /// <summary>Whether it is in use.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Whether it runs again by itself (daily, weekly, monthly). Single predictions need such a pipeline.</summary>
    public bool? IsRecurring { get; init; }

    /// <summary>How its last run went; the empty text when the answer did not say.</summary>
    public VidoraPipelineStatus Status { get; init; }

    /// <summary>When it was made. Times without a zone are read as UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its model was last trained.</summary>
    public DateTimeOffset? LastTrainedAt { get; init; }

    /// <summary>When it last made predictions.</summary>
    public DateTimeOffset? LastPredictionAt { get; init; }
}
