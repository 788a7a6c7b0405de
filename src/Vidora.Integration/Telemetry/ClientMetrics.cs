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

    public static string OutcomeName(VidoraSendStatus status) => status switch
    {
        VidoraSendStatus.Accepted => "accepted",
        VidoraSendStatus.Rejected => "rejected",
        VidoraSendStatus.TooLarge => "too_large",
        VidoraSendStatus.SetupFault => "setup_fault",
        _ => "transient",
    };

    public void RequestFinished(string operation, VidoraSendStatus status, TimeSpan duration)
    {
        var tags = new TagList { { VidoraTelemetry.OperationTag, operation }, { VidoraTelemetry.OutcomeTag, OutcomeName(status) } };
        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    public void EventsFinished(VidoraSendStatus status, int count) =>
        _events.Add(count, new KeyValuePair<string, object?>(VidoraTelemetry.OutcomeTag, OutcomeName(status)));
}
