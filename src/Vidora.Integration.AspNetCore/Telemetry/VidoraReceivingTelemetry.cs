namespace Vidora.Integration.AspNetCore;

/// <summary>The names under which this package can be observed.</summary>
public static class VidoraReceivingTelemetry
{
    /// <summary>The meter: <c>Vidora.Integration.AspNetCore</c>.</summary>
    public const string MeterName = "Vidora.Integration.AspNetCore";

    /// <summary>
    /// A counter, unit <c>{request}</c>: requests by endpoint and by <c>vidora.outcome</c>, a closed set that the README lists.
    /// </summary>
    public const string RequestsInstrument = "vidora.receiving.requests";

    /// <summary>The tag that names the endpoint: <c>batches</c> or <c>firehose</c>.</summary>
    public const string EndpointTag = "vidora.endpoint";
}
