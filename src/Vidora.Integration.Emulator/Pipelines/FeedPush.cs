using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Writes predictions to the emulated feed, or over HTTP to a real one, as user attributes.</summary>
internal sealed class FeedPush(UserStore emulated, TimeProvider time) : IDisposable
{
    private const int BatchesPerRequest = 100;
    private const int Attempts = 5;

    // Predictions go only to the configured address, so a redirect is an error.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>Writes the rows whose user id is an MPID. Returns the number of all rows and of skipped rows.</summary>
    public async Task<(int Rows, int Skipped)> PushAsync(
        string pipeline, PredictionExport export, string runId, IEnumerable<PipelinePrediction> chosen, CancellationToken cancellationToken)
    {
        var scoreName = AttributeName.Create(export.Vendor, pipeline, "score");
        var percentileName = AttributeName.Create(export.Vendor, pipeline, "percentile");
        var rows = 0;
        var skipped = 0;
        var batches = new List<FeedBatch>(BatchesPerRequest);
        foreach (var prediction in chosen)
        {
            rows++;
            if (!long.TryParse(prediction.UserId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) || mpid == 0)
            {
                skipped++;
                continue;
            }

            var changes = new List<KeyValuePair<string, string?>>(2);
            if (export.HasScore)
            {
                changes.Add(new(scoreName, PredictionCsv.Number(prediction.Score)));
            }

            if (export.HasPercentile)
            {
                changes.Add(new(percentileName, PredictionCsv.Number(prediction.Percentile)));
            }

            batches.Add(new FeedBatch(mpid, false, changes, $"{runId}:{mpid.ToString(CultureInfo.InvariantCulture)}"));
            if (batches.Count == BatchesPerRequest)
            {
                await SendAsync(export, batches, cancellationToken);
                batches.Clear();
            }
        }

        if (batches.Count > 0)
        {
            await SendAsync(export, batches, cancellationToken);
        }

        return (rows, skipped);
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(PredictionExport export, List<FeedBatch> batches, CancellationToken cancellationToken)
    {
        if (export.ToEmulatedFeed)
        {
            emulated.Apply(batches, time.GetUtcNow());
            return;
        }

        var body = Encoding.UTF8.GetBytes(Body(batches));
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{export.FeedKey}:{export.FeedSecret}"));
        var address = new Uri(export.FeedAddress!.AbsoluteUri.TrimEnd('/') + "/v2/bulkevents");
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            if (status is >= 200 and < 300)
            {
                return;
            }

            if (attempt == Attempts || (status != 429 && status < 500))
            {
                throw new HttpRequestException($"The feed answered {status}.");
            }

            var retryAfter = response.Headers.RetryAfter;
            var wait = retryAfter?.Delta ?? (retryAfter?.Date - time.GetUtcNow()) ?? TimeSpan.FromSeconds(attempt);
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 0, 60)), time, cancellationToken);
        }
    }

    private static string Body(List<FeedBatch> batches)
    {
        // Only the name may need escaping: it can hold letters of any script.
        var json = new StringBuilder("[");
        foreach (var batch in batches)
        {
            json.Append(json.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"{{\"environment\":\"production\",\"mpid\":{batch.Mpid}");
            json.Append(",\"source_request_id\":\"").Append(batch.SourceRequestId).Append("\",\"user_attributes\":{");
            json.AppendJoin(',', batch.Changes.Select(change => $"\"{System.Text.Json.JsonEncodedText.Encode(change.Key)}\":{change.Value}"));
            json.Append("}}");
        }

        return json.Append(']').ToString();
    }
}
