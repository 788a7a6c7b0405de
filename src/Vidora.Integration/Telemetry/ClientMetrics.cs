using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vidora.Integration.Telemetry;

/// <summary>What the client counts.</summary>
internal sealed class ClientMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _events;

    public ClientMetrics(Meter meter)
    {
        _requests = meter.CreateCounter<long>(VidoraTelemetry.RequestsInstrument, "{request}", "Requests to Vidora.");
        _duration = meter.CreateHistogram<double>(VidoraTelemetry.RequestDurationInstrument, "s", "How long requests to Vidora took.");
        _events = meter.CreateCounter<long>(VidoraTelemetry.EventsInstrument, "{event}", "Events given to the client to be sent.");
    }

    /// <summary>For clients that are made without a container.</summary>
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
