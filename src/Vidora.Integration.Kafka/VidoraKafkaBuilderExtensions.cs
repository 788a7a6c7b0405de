using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds forwarding from Apache Kafka to a Vidora account.</summary>
public static class VidoraKafkaBuilderExtensions
{
    /// <summary>
    /// Registers a <see cref="VidoraKafkaConsumer"/> and the hosted service that runs it, keyed by the account's name. It sends with
    /// the parts of <c>AddForwarding</c>, which it calls; call <c>AddForwarding</c> too if you set its options. Invalid options fail at
    /// startup with the option's name.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options. Topics, brokers and group have no default.</param>
    public static VidoraBuilder AddKafkaConsumer(this VidoraBuilder builder, Action<VidoraKafkaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        var services = builder.AddForwarding().Services;
        services.AddOptions<VidoraKafkaOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VidoraKafkaOptions>, VidoraKafkaOptionsValidator>());

        // A null key means the service without a key.
        var key = name.Length == 0 ? null : name;
        if (services.Any(service => service.ServiceType == typeof(VidoraKafkaConsumer) && Equals(service.ServiceKey, key)))
        {
            return builder;
        }

        services.AddKeyedSingleton(key, (provider, _) => Create(provider, name));
        services.AddSingleton<IHostedService>(provider => new KafkaConsumerService(Of<VidoraKafkaConsumer>(provider, name)));
        services.AddKeyedSingleton<IHealthCheck>(name, (provider, _) => new VidoraKafkaHealthCheck(Of<VidoraKafkaConsumer>(provider, name)));
        return builder;
    }

    private static VidoraKafkaConsumer Create(IServiceProvider provider, string name)
    {
        var options = OptionsOf<VidoraKafkaOptions>(provider, name);
        var context = new ConsumerContext(
            name,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Kafka") ?? NullLogger.Instance);
        var metrics = new KafkaMetrics(name, provider.GetService<IMeterFactory>());
        var store = new StoreDeadLetterBox(Of<VidoraForwarder>(provider, name));
        IDeadLetterBox box = options.DeadLetterTopic is { } topic
            ? KafkaClients.Build(name, () => new TopicDeadLetterBox(context, topic, options.Consumer, store))
            : store;
        var worker = new PartitionWorker(
            context,
            new MessageReader(Of<MParticleEventMapper>(provider, name)),
            Of<VidoraEventSender>(provider, name),
            box,
            new RequestFill(
                OptionsOf<VidoraOptions>(provider, name).MaxEventsPerRequest, OptionsOf<VidoraForwardingOptions>(provider, name).FillDelay),
            metrics);
        var budget = new ByteBudget(options.MaxBufferedBytes);
        var assignment = new Assignment(options.WorkersPerPartition, budget, worker.RunAsync);
        return new VidoraKafkaConsumer(context, options, new ConsumerLoop(context, options, assignment, budget, metrics), worker, box, metrics);
    }

    private static T OptionsOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        IServiceProvider provider, string name)
        where T : class => provider.GetRequiredService<IOptionsMonitor<T>>().Get(name);

    private static T Of<T>(IServiceProvider provider, string name)
        where T : class => provider.GetRequiredKeyedService<T>(name.Length == 0 ? null : name);
}
