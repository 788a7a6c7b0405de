using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vidora.Integration.Client;

/// <summary>Counts requests and events of the Vidora client.</summary>
internal sealed class ClientMetrics(Meter meter)
{
    private readonly Counter<long> _requests =
        meter.CreateCounter<long>("vidora.client.requests", "{request}", "Requests to Vidora.");

    private readonly Histogram<double> _duration =
        meter.CreateHistogram<double>("vidora.client.request.duration", "s", "Duration of requests to Vidora.");

    private readonly Counter<long> _events =
        meter.CreateCounter<long>("vidora.client.events", "{event}", "Events given to the client.");

    /// <summary>Gets the metrics of clients without a container.</summary>
    public static ClientMetrics Shared { get; } = new(new Meter(VidoraTelemetry.MeterName));

    public void RequestFinished(string operation, string outcome, TimeSpan duration)
    {
        var tags = new TagList { { VidoraTelemetry.OperationTag, operation }, { VidoraTelemetry.OutcomeTag, outcome } };
        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    public void EventsFinished(string outcome, int count) =>
        _events.Add(count, new KeyValuePair<string, object?>(VidoraTelemetry.OutcomeTag, outcome));
}
