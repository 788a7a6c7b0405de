namespace Vidora.Integration.AspNetCore;

/// <summary>Names the meter of this package. The README lists its instruments.</summary>
public static class VidoraReceivingTelemetry
{
    /// <summary>The meter's name: <c>Vidora.Integration.AspNetCore</c>.</summary>
    public const string MeterName = "Vidora.Integration.AspNetCore";
}
