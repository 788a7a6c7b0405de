using System.Diagnostics.Metrics;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Counts requests. ASP.NET Core itself measures their duration.</summary>
internal sealed class ReceivingMetrics
{
    public const string MeterName = "Vidora.Integration.AspNetCore";

    private static readonly Meter _shared = new(MeterName);

    private readonly Counter<long> _requests;

    public ReceivingMetrics(IMeterFactory? factory) =>
        _requests = (factory?.Create(MeterName) ?? _shared)
            .CreateCounter<long>("vidora.receiving.requests", "{request}", "Requests received from mParticle, by outcome.");

    public void Answered(string endpoint, string outcome) =>
        _requests.Add(1, new("vidora.endpoint", endpoint), new(VidoraTelemetry.OutcomeTag, outcome));
}
