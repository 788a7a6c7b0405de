namespace Vidora.Integration.Pipelines;

/// <summary>Says what is known for a pipeline before it runs.</summary>
public sealed class PipelineCheck
{
    /// <summary>Gets why the pipeline cannot run, as a sentence with the nearest names; null when it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Gets the number of events, each once.</summary>
    public long Events { get; init; }

    /// <summary>Gets the number of users with events.</summary>
    public int Users { get; init; }

    /// <summary>Gets the first day of the history; null without events.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the time for which users would be predicted; null without events.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Gets the number of users who would get a prediction; 0 when it is unknown.</summary>
    public int Predictions { get; init; }

    /// <summary>Gets the number of rows with a known label; 0 when it is unknown.</summary>
    public int Rows { get; init; }

    /// <summary>Gets the number of rows with the label 1, or with a known number.</summary>
    public int Positives { get; init; }

    /// <summary>Gets the number of events by type, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> EventTypes { get; init; } = [];

    /// <summary>Gets the names of user attributes seen.</summary>
    public IReadOnlyCollection<string> Attributes { get; init; } = [];
}
