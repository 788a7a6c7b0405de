using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Selects and writes the rows of an export.</summary>
internal static class ExportFile
{
    /// <summary>Selects rows by their percentile in decimal, as the file shows it: in binary, 100 times 0.07 is more than 7.</summary>
    public static IEnumerable<PipelinePrediction> Select(PredictionExport export, IReadOnlyList<PipelinePrediction> predictions)
    {
        var (from, to) = ((decimal)export.FromPercentile, (decimal)export.ToPercentile);
        return predictions.Where(prediction => (decimal)prediction.Percentile * 100 is var percentile && percentile >= from && percentile <= to);
    }

    /// <summary>Writes the file. Returns the number of rows.</summary>
    public static Task<int> WriteAsync(
        Stream stream, VidoraPipelineType type, PredictionExport export, IEnumerable<PipelinePrediction> chosen, CancellationToken cancellationToken) =>
        PredictionCsv.WriteAsync(stream, type, chosen, export.HasScore, export.HasPercentile, cancellationToken);
}
