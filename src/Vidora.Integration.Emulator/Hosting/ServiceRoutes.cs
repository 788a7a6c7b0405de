using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Tells the emulated services from the emulator's own routes and pages.</summary>
internal static class ServiceRoutes
{
    public static bool IsService(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || path.StartsWithSegments("/v2", StringComparison.Ordinal)
        || path.StartsWithSegments("/s2s", StringComparison.Ordinal);
}
