using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Distinguishes the emulated services from pages and <c>/emulator</c>.</summary>
internal static class ServiceRoutes
{
    /// <summary>The path of the probe, which an orchestrator asks without a password.</summary>
    public const string Health = "/emulator/health";

    public static bool IsService(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || path.StartsWithSegments("/v2", StringComparison.Ordinal)
        || path.StartsWithSegments("/s2s", StringComparison.Ordinal)
        || path.StartsWithSegments("/userprofile", StringComparison.Ordinal)
        || path.StartsWithSegments("/oauth", StringComparison.Ordinal);
}
