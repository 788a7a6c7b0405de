using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Writes predictions to an mParticle feed as user attributes: the emulated one directly, another over HTTP.</summary>
internal sealed class FeedPush(UserStore emulated, TimeProvider time) : IDisposable
{
    private const int BatchesPerRequest = 100;
    private const int Attempts = 5;

    // Only the address that was given gets the predictions: a redirect is an answer like any other.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>Pushes the rows whose user id is an MPID; returns how many rows there were, and how many of them were left out because theirs is not.</summary>
    public async Task<(int Rows, int Skipped)> PushAsync(
        EmulatedPipeline pipeline, PredictionExport export, string runId, IEnumerable<EmulatedPrediction> chosen, CancellationToken cancellationToken)
    {
        var scoreName = AttributeName.Create(export.Vendor, pipeline.Definition.Name, "score");
        var percentileName = AttributeName.Create(export.Vendor, pipeline.Definition.Name, "percentile");
        var rows = 0;
        var skipped = 0;
        var batches = new List<FeedBatch>(BatchesPerRequest);
        foreach (var (userId, score, percentile) in chosen)
        {
            rows++;
            if (!long.TryParse(userId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) || mpid == 0)
            {
                skipped++;
                continue;
            }

            var changes = new List<KeyValuePair<string, string?>>(2);
            if (export.Columns.HasFlag(ExportColumns.Score))
            {
                changes.Add(new(scoreName, ExportFile.Number(score)));
            }

            if (export.Columns.HasFlag(ExportColumns.Percentile))
            {
                changes.Add(new(percentileName, ExportFile.Number(percentile)));
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
        // Names are snake case behind a fixed prefix, values numbers and ids digits: none needs escaping but the name, which
        // may hold letters of any script and is therefore encoded.
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
