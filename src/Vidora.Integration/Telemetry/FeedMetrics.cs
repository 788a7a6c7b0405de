using System.Diagnostics.Metrics;

namespace Vidora.Integration.Telemetry;

/// <summary>What the feed client counts.</summary>
internal sealed class FeedMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _users;

    public FeedMetrics(Meter meter)
    {
        _requests = meter.CreateCounter<long>(VidoraTelemetry.FeedRequestsInstrument, "{request}", "Requests to an mParticle feed.");
        _duration = meter.CreateHistogram<double>(VidoraTelemetry.FeedRequestDurationInstrument, "s", "How long requests to an mParticle feed took.");
        _users = meter.CreateCounter<long>(VidoraTelemetry.FeedUsersInstrument, "{user}", "Users given to the feed client to be written.");
    }

    /// <summary>For clients that are made without a container.</summary>
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
