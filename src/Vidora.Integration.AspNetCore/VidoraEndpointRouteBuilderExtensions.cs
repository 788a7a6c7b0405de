using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.AspNetCore.Description;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.AspNetCore.Receiving;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Client;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints that receive from mParticle, probes, and operations.</summary>
public static partial class VidoraEndpointRouteBuilderExtensions
{
    private static readonly int[] _problems = [400, 401, 403, 408, 413, 415, 500, 503];

    /// <summary>
    /// Maps <c>POST …/batches</c> for mParticle's webhook, <c>POST …/firehose</c> for its Firehose, and <c>…/sns</c>, <c>…/pubsub</c> and
    /// <c>…/kinesis</c> for services that carry its batches, each when it has a credential.
    /// Accepted data is on disk before the answer, and no answer waits for Vidora.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The start of both paths. Default: <c>/mparticle</c>.</param>
    /// <param name="configure">Sets the options: at least one credential.</param>
    /// <returns>The conventions of the endpoints, such as <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException">The account is not registered with <c>AddVidora().AddForwarding()</c>.</exception>
    /// <exception cref="OptionsValidationException">An option is invalid; the message names it.</exception>
    public static IEndpointConventionBuilder MapVidora(
        this IEndpointRouteBuilder endpoints, string pattern = "/mparticle", Action<VidoraEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new VidoraEndpointOptions();
        configure?.Invoke(options);
        return Map(endpoints, pattern, options);
    }

    /// <summary>Maps both endpoints and configures them from a section.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="pattern">The start of both paths, such as <c>/mparticle</c>.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="VidoraEndpointOptions"/> as keys.</param>
    /// <returns>The conventions of the endpoints.</returns>
    /// <exception cref="InvalidOperationException">The account is not registered with <c>AddVidora().AddForwarding()</c>.</exception>
    /// <exception cref="OptionsValidationException">The section is missing, a key is unknown, or a value is invalid.</exception>
    public static IEndpointConventionBuilder MapVidora(this IEndpointRouteBuilder endpoints, string pattern, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(section);
        var options = new VidoraEndpointOptions();
        VidoraEndpointOptions.Settings.Read(section, "", options, nameof(VidoraEndpointOptions.WebhookAuthorizations) + ":0");
        return Map(endpoints, pattern, options);
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string pattern, VidoraEndpointOptions options)
    {
        var failures = VidoraEndpointOptions.Settings.Validate(null, options);
        if (failures.Count > 0)
        {
            throw new OptionsValidationException("", typeof(VidoraEndpointOptions), failures);
        }

        var provider = endpoints.ServiceProvider;
        ThrowIfNotForwarding(provider, options.Account);
        ServerLimits.Apply(provider);
        Rehearsal.Begin(endpoints);
        var logger = provider.GetLogger("Vidora.Integration.AspNetCore");
        var receiver = new Receiver(
            provider.GetClock(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            logger,
            new ReceivingMetrics(provider.GetService<IMeterFactory>()),
            new BytesInHand(options, provider.GetClock(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            options.MaxRequestBytes);
        var forwarder = new Lazy<VidoraForwarder>(() => provider.GetForAccount<VidoraForwarder>(options.Account));
        var intake = new BatchIntake(receiver, () => forwarder.Value);
        var keys = new Lazy<RemoteKeys>(() => new RemoteKeys(options.KeyTransport?.Invoke() ?? HttpHandlers.Create(), provider.GetClock()));
        var group = endpoints.MapGroup(pattern);
        if (options.HasWebhook)
        {
            var access = new EndpointAccess(
                options.WebhookAuthorizations, nameof(options.WebhookAuthorizations), anywhere: options.AllowAnonymousFromAnywhere);
            Add(
                "/batches",
                "mParticle webhook",
                access,
                new BatchesEndpoint(receiver, access, intake).HandleAsync,
                (StatusCodes.Status202Accepted, typeof(AcceptedAnswer)),
                accepts: ["application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json"]);
        }

        if (options.HasFirehose)
        {
            var access = new EndpointAccess(
                options.FirehoseTokens, nameof(options.FirehoseTokens), scheme: "Token", options.AllowAnonymousFromAnywhere);
            var host = new Lazy<FirehoseTarget>(() => new ForwarderTarget(forwarder.Value, logger));
            var accounts = options.FirehoseAccountKey is FirehoseAccountKey.FromSettings
                ? new RegisteredAccounts(provider, () => host.Value, logger)
                : new FirehoseAccounts(() => host.Value);
            var module = FirehoseRegistration.Create(
                options.Firehose, provider.GetForAccount<MParticleEventMapper>(options.Account), accounts.AreSelected);
            var processor = new FirehoseProcessor(accounts, module, provider.GetClock(), logger, receiver.Lines) { IsStopping = () => receiver.IsStopping };
            Add(
                "/firehose",
                "mParticle Firehose",
                access,
                new FirehoseEndpoint(receiver, access, processor).HandleAsync,
                (StatusCodes.Status200OK, typeof(FirehoseAnswer)));
        }

        if (options.SnsTopics.Count > 0)
        {
            var access = new EndpointAccess(options.SnsTopics, nameof(options.SnsTopics));
            var topics = options.SnsTopics.ToHashSet(StringComparer.Ordinal);
            Add(
                "/sns",
                "Amazon SNS",
                access,
                new SnsEndpoint(receiver, access, intake, topics, keys.Value).HandleAsync,
                (StatusCodes.Status202Accepted, typeof(AcceptedAnswer)),
                accepts: ["application/json", "text/plain"]);
        }

        if (options.PubSubServiceAccounts.Count > 0)
        {
            var access = new EndpointAccess(options.PubSubServiceAccounts, nameof(options.PubSubServiceAccounts));
            List<string> senders = [.. options.PubSubServiceAccounts];
            Add(
                "/pubsub",
                "Google Pub/Sub",
                access,
                new PubSubEndpoint(receiver, access, intake, options.PubSubAudience!, senders, keys.Value).HandleAsync,
                (StatusCodes.Status202Accepted, typeof(AcceptedAnswer)));
        }

        if (options.KinesisAccessKeys.Count > 0)
        {
            var access = new EndpointAccess(options.KinesisAccessKeys, nameof(options.KinesisAccessKeys));
            Add(
                "/kinesis",
                "Amazon Data Firehose",
                access,
                new KinesisEndpoint(receiver, access, intake, new Credentials(options.KinesisAccessKeys)).HandleAsync,
                (StatusCodes.Status200OK, typeof(KinesisAnswer)),
                typeof(KinesisAnswer));
        }

        return group;

        void Add(
            string path,
            string name,
            EndpointAccess access,
            RequestDelegate handle,
            (int Status, Type Type) success,
            Type? problem = null,
            params string[] accepts)
        {
            var endpoint = group.MapPost(path, handle).WithDisplayName($"Vidora: {name}");
            endpoint.Describe(handle, $"Receives from {name}.", success, _problems, problem, accepts.Length > 0 ? accepts : ["application/json"]);
            if (access.IsAnonymous)
            {
                logger.Anonymous(pattern + path, access.Callers, access.Option);
            }
        }
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
