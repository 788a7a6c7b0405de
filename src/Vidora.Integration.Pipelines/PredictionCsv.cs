using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Pipelines;

/// <summary>Writes predictions as CSV (RFC 4180): <c>user_id</c>, the score under its title, and <c>Percentile</c>.</summary>
internal static class PredictionCsv
{
    private static readonly SearchValues<char> _needQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Returns the title of the score (Vidora documentation).</summary>
    public static string TitleOf(VidoraPipelineType type) =>
        type == VidoraPipelineType.FutureEvents ? "Conversion Probability"
        : type == VidoraPipelineType.Uplift ? "Uplift"
        : type == VidoraPipelineType.Classification ? "Probability"
        : type == VidoraPipelineType.Regression ? "Predicted Value"
        : "Score";

    /// <summary>Writes rows with the chosen columns. Returns their number.</summary>
    public static async Task<int> WriteAsync(
        Stream output, VidoraPipelineType type, IEnumerable<PipelinePrediction> predictions, bool withScore, bool withPercentile, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await writer.WriteAsync($"user_id{(withScore ? $",{TitleOf(type)}" : "")}{(withPercentile ? ",Percentile" : "")}\r\n").ConfigureAwait(false);
        var rows = 0;
        foreach (var prediction in predictions)
        {
            await writer.WriteAsync(Quote(prediction.UserId)).ConfigureAwait(false);
            await writer.WriteAsync(withScore ? $",{Number(prediction.Score)}" : "").ConfigureAwait(false);
            await writer.WriteAsync(withPercentile ? $",{Number(prediction.Percentile)}\r\n" : "\r\n").ConfigureAwait(false);
            if (++rows % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Returns a number without an exponent, for every CSV reader.</summary>
    public static string Number(double value) => Math.Abs(value) < 1e18 ? ((decimal)value).ToString("0.#########", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Returns the id as a field. A spreadsheet runs some texts as formulas; no MPID is one, so an apostrophe can mark them.</summary>
    private static string Quote(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
        return safe.AsSpan().ContainsAny(_needQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
