using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Writes the predictions of a run as a CSV file (RFC 4180): the user id, then the chosen columns.</summary>
internal static class ExportFile
{
    private static readonly SearchValues<char> _needQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Returns the title of the value column (Vidora documentation).</summary>
    public static string ScoreTitle(VidoraPipelineType type) =>
        type == VidoraPipelineType.FutureEvents ? "Conversion Probability"
        : type == VidoraPipelineType.Uplift ? "Uplift"
        : type == VidoraPipelineType.Classification ? "Probability"
        : type == VidoraPipelineType.Regression ? "Predicted Value"
        : "Score";

    /// <summary>Selects rows by their percentile in decimal, as the file shows it: in binary, 100 times 0.07 is more than 7.</summary>
    public static IEnumerable<EmulatedPrediction> Select(PredictionExport export, PredictionSet predictions)
    {
        var (from, to) = ((decimal)export.FromPercentile, (decimal)export.ToPercentile);
        return predictions.All.Where(prediction => (decimal)prediction.Percentile * 100 is var percentile && percentile >= from && percentile <= to);
    }

    /// <summary>Writes the file. Returns the number of rows.</summary>
    public static async Task<int> WriteAsync(
        Stream stream, VidoraPipelineType type, PredictionExport export, IEnumerable<EmulatedPrediction> chosen, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await writer.WriteAsync("user_id");
        await writer.WriteAsync(export.HasScore ? $",{ScoreTitle(type)}" : "");
        await writer.WriteAsync(export.HasPercentile ? ",Percentile\r\n" : "\r\n");
        var rows = 0;
        foreach (var prediction in chosen)
        {
            await writer.WriteAsync(Quote(prediction.UserId));
            await writer.WriteAsync(export.HasScore ? $",{Number(prediction.Score)}" : "");
            await writer.WriteAsync(export.HasPercentile ? $",{Number(prediction.Percentile)}\r\n" : "\r\n");
            if (++rows % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        await writer.FlushAsync(cancellationToken);
        return rows;
    }

    /// <summary>Returns a number without an exponent, for every CSV reader.</summary>
    public static string Number(double value) => ((decimal)value).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Quote(string text)
    {
        // Senders choose the ids. A spreadsheet runs some as formulas; no MPID is one, so an apostrophe can mark them as text.
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
        return safe.AsSpan().ContainsAny(_needQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
