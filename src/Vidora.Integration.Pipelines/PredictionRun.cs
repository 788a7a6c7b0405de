using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Pipelines;

/// <summary>Holds the result of a run: predictions and their card, or why there are none.</summary>
public sealed class PredictionRun
{
    private static readonly SearchValues<char> _needQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Gets the pipeline.</summary>
    public required PredictionPipeline Pipeline { get; init; }

    /// <summary>Gets why the run failed, as a sentence; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Gets the card; null when the run failed.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>Gets the predictions, in an order that says nothing about the scores; empty when the run failed.</summary>
    public IReadOnlyList<PipelinePrediction> Predictions { get; init; } = [];

    /// <summary>Gets the title of the score in an export (Vidora documentation).</summary>
    public string ScoreTitle => TitleOf(Pipeline.Type);

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

        await using var writer = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await writer.WriteAsync($"user_id,{ScoreTitle},Percentile\r\n").ConfigureAwait(false);
        for (var i = 0; i < Predictions.Count; i++)
        {
            var prediction = Predictions[i];
            await writer.WriteAsync($"{Quote(prediction.UserId)},{Number(prediction.Score)},{Number(prediction.Percentile)}\r\n").ConfigureAwait(false);
            if (i % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static string TitleOf(VidoraPipelineType type) =>
        type == VidoraPipelineType.FutureEvents ? "Conversion Probability"
        : type == VidoraPipelineType.Uplift ? "Uplift"
        : type == VidoraPipelineType.Classification ? "Probability"
        : type == VidoraPipelineType.Regression ? "Predicted Value"
        : "Score";

    /// <summary>Returns a number without an exponent, for every CSV reader.</summary>
    internal static string Number(double value) => Math.Abs(value) < 1e18 ? ((decimal)value).ToString("0.#########", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Returns the id as a field. A spreadsheet runs some texts as formulas; no MPID is one, so an apostrophe can mark them.</summary>
    private static string Quote(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
        return safe.AsSpan().ContainsAny(_needQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
