using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.AspNetCore.Operations;

namespace Microsoft.AspNetCore.Builder;

public static partial class VidoraEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>GET /alive</c> (the process moves), <c>GET /ready</c> (a request would be accepted now) and <c>GET /health</c>
    /// (everything). Each answers 200, or 503 when a check is unhealthy, with one sentence a check in JSON.
    /// </summary>
    /// <remarks>
    /// A paused account, an outage of Vidora, an old queue or a waiting erasure changes <c>/health</c> only: the host still accepts.
    /// </remarks>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The start of the paths. Default: none.</param>
    /// <returns>The conventions of the three endpoints.</returns>
    /// <exception cref="InvalidOperationException">The host has no health checks.</exception>
    public static IEndpointConventionBuilder MapVidoraProbes(this IEndpointRouteBuilder endpoints, string pattern = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<HealthCheckService>() is null)
        {
            throw new InvalidOperationException("MapVidoraProbes needs health checks. Add: builder.Services.AddHealthChecks().AddVidora();");
        }

        var group = endpoints.MapGroup(pattern);
        Map("/alive", check => check.Tags.Contains(ProbeChecks.Live));
        Map("/ready", check => check.Tags.Contains(ProbeChecks.Ready));
        Map("/health", check => !check.Tags.Contains(ProbeChecks.Only));
        return group;

        void Map(string path, Func<HealthCheckRegistration, bool> which) =>
            group.MapHealthChecks(path, new HealthCheckOptions { Predicate = which, ResponseWriter = WriteReportAsync });
    }

    private static async Task WriteReportAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await using var json = new Utf8JsonWriter(http.Response.Body, OperationsJson.Readable);
        json.WriteStartObject();
        json.WriteString("status"u8, report.Status.ToString());
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteString(name, entry.Description);
        }

        json.WriteEndObject();
    }
}
