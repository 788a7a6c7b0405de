using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>The predictions of a run as a CSV file (RFC 4180): the user id, then the chosen columns.</summary>
internal static class ExportFile
{
    private static readonly SearchValues<char> _needQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>The title of the value column, which depends on the kind of pipeline.</summary>
    public static string ScoreTitle(PipelineType type) => type switch
    {
        PipelineType.FutureEvents => "Conversion Probability",
        PipelineType.Uplift => "Uplift",
        PipelineType.Classification => "Probability",
        PipelineType.Regression => "Predicted Value",
        _ => "Score",
    };

    /// <summary>The chosen rows, by their percentiles as the file shows them: in binary, 100 times 0.07 would be more than 7.</summary>
    public static IEnumerable<EmulatedPrediction> Select(PredictionExport export, PredictionSet predictions)
    {
        var (from, to) = ((decimal)export.FromPercentile, (decimal)export.ToPercentile);
        return predictions.All.Where(prediction => (decimal)prediction.Percentile * 100 is var percentile && percentile >= from && percentile <= to);
    }

    /// <summary>Writes the file; returns the number of rows.</summary>
    public static async Task<int> WriteAsync(
        Stream stream, PipelineType type, ExportColumns columns, IEnumerable<EmulatedPrediction> chosen, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await writer.WriteAsync("user_id");
        await writer.WriteAsync(columns.HasFlag(ExportColumns.Score) ? $",{ScoreTitle(type)}" : "");
        await writer.WriteAsync(columns.HasFlag(ExportColumns.Percentile) ? ",Percentile\r\n" : "\r\n");
        var rows = 0;
        foreach (var (userId, score, percentile) in chosen)
        {
            await writer.WriteAsync(Quote(userId));
            await writer.WriteAsync(columns.HasFlag(ExportColumns.Score) ? $",{Number(score)}" : "");
            await writer.WriteAsync(columns.HasFlag(ExportColumns.Percentile) ? $",{Number(percentile)}\r\n" : "\r\n");
            if (++rows % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        await writer.FlushAsync(cancellationToken);
        return rows;
    }

    /// <summary>A number without an exponent, so that every CSV reader understands it.</summary>
    public static string Number(double value) => ((decimal)value).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Quote(string text)
    {
        // Ids are what senders made up. What a spreadsheet would run is no MPID, so that it can be marked as text.
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? "'" + text
            : text;
        return safe.AsSpan().ContainsAny(_needQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
