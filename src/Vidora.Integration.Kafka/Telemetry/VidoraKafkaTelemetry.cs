namespace Vidora.Integration.Kafka;

/// <summary>Names the meter of this package. The README lists its instruments.</summary>
public static class VidoraKafkaTelemetry
{
    /// <summary>The meter's name: <c>Vidora.Integration.Kafka</c>.</summary>
    public const string MeterName = "Vidora.Integration.Kafka";
}
