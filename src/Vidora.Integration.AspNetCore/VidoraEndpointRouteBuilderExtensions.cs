using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.AspNetCore.Receiving;
using Vidora.Integration.Delivery;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints that receive from mParticle.</summary>
public static class VidoraEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST …/batches</c> for mParticle's webhook and <c>POST …/firehose</c> for its Firehose. Accepted data is on disk before
    /// the answer, and no answer waits for Vidora.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The start of both paths. Default: <c>/mparticle</c>.</param>
    /// <param name="configure">Sets the options. Default: none.</param>
    /// <returns>The conventions of both endpoints, such as <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException">The account is not registered with <c>AddVidora().AddForwarding()</c>.</exception>
    /// <exception cref="ArgumentException">An option is invalid; the message names it.</exception>
    public static IEndpointConventionBuilder MapVidora(
        this IEndpointRouteBuilder endpoints, string pattern = "/mparticle", Action<VidoraEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new VidoraEndpointOptions();
        configure?.Invoke(options);
        options.Validate();

        var provider = endpoints.ServiceProvider;
        ThrowIfNotForwarding(provider, options.Account);
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
            new AuthorizationCheck(options.FirehoseTokens, scheme: "Token"),
            accounts,
            FirehoseRegistration.Create(options, mapping));

        var group = endpoints.MapGroup(pattern);
        group.MapPost("/batches", (RequestDelegate)batches.HandleAsync).WithDisplayName("Vidora: mParticle webhook");
        group.MapPost("/firehose", (RequestDelegate)firehose.HandleAsync).WithDisplayName("Vidora: mParticle Firehose");
        return group;
    }

    private static void ThrowIfNotForwarding(IServiceProvider provider, string account)
    {
        var key = account.Length == 0 ? null : account;
        if (!provider.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(VidoraForwarder), key))
        {
            throw new InvalidOperationException(key is null
                ? "MapVidora needs an account that forwards. Add: builder.Services.AddVidora(…).AddForwarding();"
                : $"MapVidora needs the account \"{key}\", which does not forward. Add: builder.Services.AddVidora(\"{key}\", …).AddForwarding();");
        }
    }
}
