namespace Vidora.Integration.Delivery;

/// <summary>Names the meter of this package.</summary>
public static class VidoraDeliveryTelemetry
{
    /// <summary>The meter: <c>Vidora.Integration.Delivery</c>.</summary>
    public const string MeterName = "Vidora.Integration.Delivery";
}
