using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds forwarding from Apache Kafka to a Vidora account.</summary>
public static class VidoraKafkaBuilderExtensions
{
    /// <summary>
    /// Registers a <see cref="VidoraKafkaConsumer"/> for the account and the hosted service that runs it, keyed by the
    /// account's name when it has one. It sends with what <c>AddForwarding</c> registers, which is called here with its
    /// defaults and may be called besides to set options. Wrong options fail when the host starts.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets options: at least topics, brokers and group.</param>
    public static VidoraBuilder AddKafkaConsumer(this VidoraBuilder builder, Action<VidoraKafkaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        var services = builder.AddForwarding().Services;
        services.AddOptions<VidoraKafkaOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VidoraKafkaOptions>, VidoraKafkaOptionsValidator>());
        object? key = name.Length == 0 ? null : name;
        if (services.Any(service => service.ServiceType == typeof(VidoraKafkaConsumer) && Equals(service.ServiceKey, key)))
        {
            return builder;
        }

        services.AddKeyedSingleton(key, (provider, _) => Make(provider, name));
        services.AddSingleton<IHostedService>(provider => new KafkaConsumerService(Of<VidoraKafkaConsumer>(provider, name)));
        return builder;
    }

    private static VidoraKafkaConsumer Make(IServiceProvider provider, string name)
    {
        var options = OptionsOf<VidoraKafkaOptions>(provider, name);
        var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Kafka") ?? NullLogger.Instance;
        var label = VidoraTelemetry.NameOf(name);
        var metrics = new KafkaMetrics(name, provider.GetService<IMeterFactory>());
        var store = new StoreDeadLetterBox(Of<VidoraForwarder>(provider, name));
        IDeadLetterBox box = options.DeadLetterTopic is { } topic
            ? KafkaClients.Build(name, () => new TopicDeadLetterBox(label, topic, options.Consumer, store, time, logger))
            : store;
        var worker = new PartitionWorker(
            label,
            new MessageReader(Of<MParticleEventMapper>(provider, name)),
            Of<VidoraEventSender>(provider, name),
            box,
            OptionsOf<VidoraOptions>(provider, name).MaxEventsPerRequest,
            OptionsOf<VidoraForwardingOptions>(provider, name).FillDelay,
            metrics,
            time,
            logger);
        var budget = new ByteBudget(options.MaxBufferedBytes);
        var assignment = new Assignment(options.WorkersPerPartition, budget, worker.RunAsync);
        var loop = new ConsumerLoop(name, options, assignment, budget, metrics, time, logger);
        return new VidoraKafkaConsumer(name, options, loop, assignment, worker, box, metrics, time, logger);
    }

    private static T OptionsOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        IServiceProvider provider, string name)
        where T : class => provider.GetRequiredService<IOptionsMonitor<T>>().Get(name);

    private static T Of<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);
}
