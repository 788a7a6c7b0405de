using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Vidora.Integration;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Kafka;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Erasures;
using Vidora.Integration.Kafka.Telemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds forwarding from Apache Kafka to a Vidora account.</summary>
public static class VidoraKafkaBuilderExtensions
{
    /// <summary>Registers a <see cref="VidoraKafkaConsumer"/> and the hosted service that runs it.</summary>
    /// <remarks>
    /// The consumer of a named account is keyed by its name. It sends with the parts of <c>AddForwarding</c>, which it calls; call
    /// <c>AddForwarding</c> too if you set its options. Invalid options fail at startup with the option's name.
    /// </remarks>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options. Topics, brokers and group have no default.</param>
    public static VidoraBuilder AddKafkaConsumer(this VidoraBuilder builder, Action<VidoraKafkaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder).Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Registers a <see cref="VidoraKafkaConsumer"/> and configures it from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail at startup.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">
    /// The section, with the names of the properties of <see cref="VidoraKafkaOptions"/> as keys. <c>Consumer</c> takes every setting of
    /// librdkafka, such as <c>BootstrapServers</c> or <c>bootstrap.servers</c>.
    /// </param>
    public static VidoraBuilder AddKafkaConsumer(this VidoraBuilder builder, IConfigurationSection section)
    {
        Add(builder).Services.BindAccountOptions(builder.Name, section, VidoraKafkaOptions.Settings, $"{nameof(VidoraKafkaOptions.Topics)}:0");
        return builder;
    }

    /// <summary>Shares the forgotten users of the account with other processes, by a compacted topic.</summary>
    /// <remarks>
    /// Members and receivers that share the topic read it whole before they forward, and follow it. A user that one process forgets is
    /// refused by all within seconds. The host does not start without the topic. Adds forwarding to the account.
    /// </remarks>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options. Topic and brokers have no default.</param>
    public static VidoraBuilder AddKafkaErasures(this VidoraBuilder builder, Action<VidoraKafkaErasureOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddErasures(builder).Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Shares the forgotten users of the account, and configures that from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail at startup.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="VidoraKafkaErasureOptions"/> as keys.</param>
    public static VidoraBuilder AddKafkaErasures(this VidoraBuilder builder, IConfigurationSection section)
    {
        AddErasures(builder).Services.BindAccountOptions(
            builder.Name, section, VidoraKafkaErasureOptions.Settings, nameof(VidoraKafkaErasureOptions.Topic));
        return builder;
    }

    private static VidoraBuilder AddErasures(VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var services = builder.AddForwarding().Services;
        services.AddAccountOptions(name, VidoraKafkaErasureOptions.Settings);
        if (services.TryAddForAccount<SharedErasures>(name, provider => new ForgottenTopic(
            CreateContext(provider, name), provider.GetAccountOptions<VidoraKafkaErasureOptions>(name), provider.GetForAccount<DeliveryStore>(name))))
        {
            services.AddKeyedSingleton(name, (provider, _) => new Liveness(() => Topic(provider).Stuck));
            services.AddKeyedSingleton<IHealthCheck>(name, (provider, _) => new ErasureHealthCheck(Topic(provider)));
        }

        return builder;

        ForgottenTopic Topic(IServiceProvider provider) => (ForgottenTopic)provider.GetForAccount<SharedErasures>(name);
    }

    private static ConsumerContext CreateContext(IServiceProvider provider, string name) =>
        new(name, provider.GetClock(), provider.GetLogger("Vidora.Integration.Kafka"));

    private static VidoraBuilder Add(VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var services = builder.AddForwarding().Services;
        services.AddAccountOptions(name, VidoraKafkaOptions.Settings);
        if (services.TryAddForAccount(name, provider => Create(provider, name)))
        {
            services.AddSingleton<IHostedService>(provider => new KafkaConsumerService(provider.GetForAccount<VidoraKafkaConsumer>(name)));
            services.AddKeyedSingleton(name, (provider, _) => provider.GetForAccount<VidoraKafkaConsumer>(name).Liveness);
            services.AddKeyedSingleton<IHealthCheck>(
                name, (provider, _) => new VidoraKafkaHealthCheck(provider.GetForAccount<VidoraKafkaConsumer>(name)));
        }

        return builder;
    }

    private static VidoraKafkaConsumer Create(IServiceProvider provider, string name)
    {
        var options = provider.GetAccountOptions<VidoraKafkaOptions>(name);
        var context = CreateContext(provider, name);
        var metrics = new KafkaMetrics(name, options.Consumer.GroupId ?? "", context.Time, provider.GetService<IMeterFactory>());
        var store = new StoreDeadLetterBox(provider.GetForAccount<VidoraForwarder>(name));
        IDeadLetterBox box = options.DeadLetterTopic is { } topic
            ? KafkaClients.Build(name, KafkaClients.ConsumerOption, () => new TopicDeadLetterBox(
                context,
                topic,
                options.Consumer,
                store,
                provider.GetForAccount<DeliveryStore>(name),
                () => provider.GetForAccount<VidoraEventSender>(name).HasOpenRefusals))
            : store;
        var worker = new PartitionWorker(
            context,
            new MessageReader(provider.GetForAccount<MParticleEventMapper>(name)),
            provider.GetForAccount<VidoraEventSender>(name),
            box,
            provider.GetAccountOptions<VidoraForwardingOptions>(name).FillDelay,
            metrics);
        var budget = new ByteBudget(options.MaxBufferedBytes);
        var assignment = new Assignment(options.WorkersPerPartition, budget, worker.RunAsync);
        return new VidoraKafkaConsumer(context, options, new ConsumerLoop(context, options, assignment, budget, metrics), worker, box, metrics);
    }
}
