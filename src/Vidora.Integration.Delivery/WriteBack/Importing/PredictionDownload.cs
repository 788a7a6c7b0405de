using System.Globalization;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Files;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>
/// Downloads the predictions of some users into a temporary export. A run reads an export twice, and memory must not grow with
/// the number of users.
/// </summary>
internal sealed class PredictionDownload(VidoraPredictionSource source, TimeSpan giveUpAfter, TimeProvider time) : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vidora-predictions-{Guid.NewGuid():N}.csv");
    private readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private readonly Lock _writing = new();
    private readonly DateTimeOffset _at = time.GetUtcNow();
    private bool _hasPercentiles;

    public long UsersWithoutPrediction { get; private set; }

    /// <summary>Asks for every user. Returns null, or the failure that ended it.</summary>
    public async Task<VidoraApiException?> RunAsync(CancellationToken cancellationToken)
    {
        using var csv = new StreamWriter(OwnFile.Open(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        csv.WriteLine($"user_id,{PredictionAttributeName.ScoreColumn},{PredictionAttributeName.PercentileColumn}");
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = source.MaxConcurrentRequests, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(source.Users, parallel, async (mpid, token) =>
            {
                var user = mpid.ToString(CultureInfo.InvariantCulture);
                var prediction = await AskAsync(user, token).ConfigureAwait(false);
                lock (_writing)
                {
                    if (prediction is null)
                    {
                        UsersWithoutPrediction++;
                        return;
                    }

                    _hasPercentiles |= prediction.Percentile is not null;
                    csv.WriteLine($"{user},{ToText(prediction.Score)},{ToText(prediction.Percentile)}");
                }
            }).ConfigureAwait(false);
            return null;
        }
        catch (VidoraApiException e)
        {
            return e;
        }
    }

    public PredictionExportFile ToExport() => new()
    {
        Path = _path,
        Pipeline = source.Pipeline,
        Type = source.Type,
        Vendor = source.Vendor,
        PercentilesInPercent = source.PercentilesInPercent,
        Columns = _hasPercentiles ? null : [PredictionAttributeName.ScoreColumn],
        ExportedAt = _at,
        IsSelection = true,
    };

    public void Dispose() => File.Delete(_path);

    private static string ToText(double? number) => number is { } value ? new PredictionNumber(value).ToString() : "";

    private async Task<VidoraPrediction?> AskAsync(string userId, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await source.Client.GetPredictionAsync(userId, source.PipelineId, cancellationToken).ConfigureAwait(false);
            }
            catch (VidoraApiException e) when (e.StatusCode == 404)
            {
                return null;
            }
            catch (VidoraApiException e) when (e.IsTransient)
            {
                var wait = _schedule.DelayAfter(failures, Random.Shared.NextDouble(), e.RetryAfter);
                if (time.GetElapsedTime(started) + wait > giveUpAfter)
                {
                    throw;
                }

                await Waits.DelayAsync(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
