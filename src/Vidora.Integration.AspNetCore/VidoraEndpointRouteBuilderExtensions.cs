using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.AspNetCore.Receiving;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints that receive from mParticle.</summary>
public static class VidoraEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST …/batches</c> for mParticle's webhook and <c>POST …/firehose</c> for its Firehose. What they accept is on disk
    /// before they answer, and no answer waits for Vidora.
    /// </summary>
    /// <param name="endpoints">Where to map.</param>
    /// <param name="pattern">What the two paths begin with, such as <c>/mparticle</c>.</param>
    /// <param name="configure">Sets options; null keeps the defaults.</param>
    /// <returns>Both endpoints, for conventions such as <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException">The account is not registered with <c>AddVidora().AddForwarding()</c>.</exception>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static IEndpointConventionBuilder MapVidora(
        this IEndpointRouteBuilder endpoints, string pattern = "/mparticle", Action<VidoraEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new VidoraEndpointOptions();
        configure?.Invoke(options);
        options.Validate();

        var provider = endpoints.ServiceProvider;
        RequireForwarding(provider, options.Account);
        var receiver = new Receiver(
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Vidora.Integration.AspNetCore"),
            new ReceivingMetrics(provider.GetService<IMeterFactory>()),
            options.MaxRequestBytes);
        var accounts = new FirehoseAccounts(provider, options.Account, options.FirehoseAccountKey);
        var mapping = provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(options.Account).Mapping;
        var batches = new BatchesEndpoint(receiver, new AuthorizationCheck(options.WebhookAuthorizations), () => accounts.Host);
        var firehose = new FirehoseEndpoint(
            receiver,
            AuthorizationCheck.OfTokens(options.FirehoseTokens),
            accounts,
            FirehoseRegistration.Create(options, mapping));

        var group = endpoints.MapGroup(pattern);
        group.MapPost("/batches", (RequestDelegate)batches.HandleAsync).WithDisplayName("Vidora: mParticle webhook");
        group.MapPost("/firehose", (RequestDelegate)firehose.HandleAsync).WithDisplayName("Vidora: mParticle Firehose");
        return group;
    }

    private static void RequireForwarding(IServiceProvider provider, string account)
    {
        var isRegistered = account.Length == 0
            ? provider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(VidoraForwarder))
            : provider.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(VidoraForwarder), account);
        if (!isRegistered)
        {
            throw new InvalidOperationException(account.Length == 0
                ? "MapVidora needs an account that forwards. Add: builder.Services.AddVidora(…).AddForwarding();"
                : $"MapVidora needs the account \"{account}\", which does not forward. Add: builder.Services.AddVidora(\"{account}\", …).AddForwarding();");
        }
    }
}
