using System.Diagnostics.Metrics;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Counts requests. How long they took, ASP.NET Core measures itself.</summary>
internal sealed class ReceivingMetrics
{
    private static readonly Meter _shared = new(VidoraReceivingTelemetry.MeterName);

    private readonly Counter<long> _requests;

    public ReceivingMetrics(IMeterFactory? factory) =>
        _requests = (factory?.Create(VidoraReceivingTelemetry.MeterName) ?? _shared)
            .CreateCounter<long>(VidoraReceivingTelemetry.RequestsInstrument, "{request}", "Requests received from mParticle, by outcome.");

    public void Answered(string endpoint, string outcome) =>
        _requests.Add(1, new(VidoraReceivingTelemetry.EndpointTag, endpoint), new(VidoraTelemetry.OutcomeTag, outcome));
}
