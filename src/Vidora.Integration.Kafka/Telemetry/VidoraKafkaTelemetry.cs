namespace Vidora.Integration.Kafka;

/// <summary>The names under which this package can be observed.</summary>
public static class VidoraKafkaTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "Vidora.Integration.Kafka";
}
