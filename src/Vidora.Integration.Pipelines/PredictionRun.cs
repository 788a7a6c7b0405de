namespace Vidora.Integration.Pipelines;

/// <summary>Holds the result of a run: predictions and their card, or why there are none.</summary>
public sealed class PredictionRun
{
    /// <summary>Gets the pipeline.</summary>
    public required PredictionPipeline Pipeline { get; init; }

    /// <summary>Gets why the run failed, as a sentence; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Gets the card; null when the run failed.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>Gets the predictions, in an order that says nothing about the scores; empty when the run failed.</summary>
    public IReadOnlyList<PipelinePrediction> Predictions { get; init; } = [];

    /// <summary>Gets the title of the score in an export (Vidora documentation).</summary>
    public string ScoreTitle => PredictionCsv.TitleOf(Pipeline.Type);

    /// <summary>Gets what moved a user's score; null when the run failed.</summary>
    internal ScoreReasons? Reasons { get; init; }

    /// <summary>Writes the predictions as CSV (RFC 4180): <c>user_id</c>, the score under its title, and <c>Percentile</c>.</summary>
    /// <param name="output">The destination.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidOperationException">Throws when the run failed.</exception>
    public async Task WriteExportAsync(Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Failure is not null)
        {
            throw new InvalidOperationException($"The run has no predictions: {Failure}");
        }

        await PredictionCsv.WriteAsync(output, Pipeline.Type, Predictions, withScore: true, withPercentile: true, cancellationToken).ConfigureAwait(false);
    }
}
