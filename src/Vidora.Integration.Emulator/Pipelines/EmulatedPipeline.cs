namespace Vidora.Integration.Emulator;

/// <summary>A pipeline of the emulated Vidora at one moment.</summary>
public sealed record EmulatedPipeline
{
    /// <summary>Its id, eight letters and digits like the documented ones.</summary>
    public required string Id { get; init; }

    /// <summary>What it predicts.</summary>
    public required PipelineDefinition Definition { get; init; }

    /// <summary>How its last run went.</summary>
    public PipelineStatus Status { get; init; } = PipelineStatus.Complete;

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last looked at the events; null before the first run.</summary>
    public DateTimeOffset? LastTrainedAt { get; init; }

    /// <summary>When it last made predictions, from the events received until then; null before the first run.</summary>
    public DateTimeOffset? LastPredictionAt { get; init; }

    /// <summary>Whether it runs on a schedule.</summary>
    public bool Recurring => Definition.Schedule != PipelineSchedule.Once;
}
