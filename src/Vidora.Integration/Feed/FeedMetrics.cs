using System.Diagnostics.Metrics;

namespace Vidora.Integration.Feed;

/// <summary>Counts requests and users of the feed client.</summary>
internal sealed class FeedMetrics(Meter meter)
{
    private readonly Counter<long> _requests =
        meter.CreateCounter<long>("vidora.feed.requests", "{request}", "Requests to an mParticle feed.");

    private readonly Histogram<double> _duration =
        meter.CreateHistogram<double>("vidora.feed.request.duration", "s", "Duration of requests to an mParticle feed.");

    private readonly Counter<long> _users =
        meter.CreateCounter<long>("vidora.feed.users", "{user}", "Users given to the feed client.");

    /// <summary>Gets the metrics of clients without a container.</summary>
    public static FeedMetrics Shared { get; } = new(new Meter(VidoraTelemetry.MeterName));

    public void RequestFinished(string outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>(VidoraTelemetry.OutcomeTag, outcome);
        _requests.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
    }

    public void UsersFinished(string outcome, int count) =>
        _users.Add(count, new KeyValuePair<string, object?>(VidoraTelemetry.OutcomeTag, outcome));
}
