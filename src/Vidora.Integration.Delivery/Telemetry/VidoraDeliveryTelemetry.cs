namespace Vidora.Integration.Delivery;

/// <summary>The names under which this package can be observed.</summary>
public static class VidoraDeliveryTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "Vidora.Integration.Delivery";
}
