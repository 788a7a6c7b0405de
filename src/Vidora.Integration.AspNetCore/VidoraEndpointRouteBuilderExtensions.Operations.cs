using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.AspNetCore.Operations;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery;

namespace Microsoft.AspNetCore.Builder;

public static partial class VidoraEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a page and its endpoints in JSON, for every account of the host: status, dead letters, quarantine, erasures, pause, resume and
    /// flush. Everything needs a credential.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The path of the page, such as <c>/vidora</c>.</param>
    /// <param name="configure">Sets the credentials.</param>
    /// <returns>The conventions of the endpoints.</returns>
    /// <exception cref="InvalidOperationException">No account forwards.</exception>
    /// <exception cref="OptionsValidationException">There is no credential.</exception>
    public static IEndpointConventionBuilder MapVidoraOperations(
        this IEndpointRouteBuilder endpoints, string pattern, Action<VidoraOperationsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new VidoraOperationsOptions();
        configure(options);
        return MapOperations(endpoints, pattern, options);
    }

    /// <summary>Maps the page and its endpoints, and configures them from a section.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The path of the page, such as <c>/vidora</c>.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="VidoraOperationsOptions"/> as keys.</param>
    /// <returns>The conventions of the endpoints.</returns>
    /// <exception cref="InvalidOperationException">No account forwards.</exception>
    /// <exception cref="OptionsValidationException">The section is missing, a key is unknown, or there is no credential.</exception>
    public static IEndpointConventionBuilder MapVidoraOperations(
        this IEndpointRouteBuilder endpoints, string pattern, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new VidoraOperationsOptions();
        VidoraOperationsOptions.Settings.Read(section, "", options, nameof(VidoraOperationsOptions.Credentials) + ":0");
        return MapOperations(endpoints, pattern, options);
    }

    private static RouteGroupBuilder MapOperations(IEndpointRouteBuilder endpoints, string pattern, VidoraOperationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        VidoraOperationsOptions.Settings.ThrowIfInvalid("", options);
        var provider = endpoints.ServiceProvider;
        List<VidoraForwarder> forwarders =
            [.. provider.GetServices<VidoraForwarder>(), .. provider.GetKeyedServices<VidoraForwarder>(KeyedService.AnyKey)];
        if (forwarders.Count == 0)
        {
            throw new InvalidOperationException("MapVidoraOperations needs an account that forwards. Add: builder.Services.AddVidora(…).AddForwarding();");
        }

        forwarders.Sort((one, other) => string.CompareOrdinal(one.Account, other.Account));
        var operations = new OperationsRoutes(forwarders, new OperatorAccess(options.Credentials), provider.GetClock());
        return operations.Map(endpoints.MapGroup(pattern));
    }
}
