using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Runs the host of <c>vidora consume</c>.</summary>
internal sealed class ConsumeHost : IDisposable
{
    private readonly IHost _host;

    private ConsumeHost(IHost host) => _host = host;

    public VidoraForwarder Forwarder => _host.Services.GetRequiredService<VidoraForwarder>();

    public VidoraKafkaConsumer Consumer => _host.Services.GetRequiredService<VidoraKafkaConsumer>();

    /// <exception cref="CommandFailedException">The account, the queue file or a setting of Kafka is unusable.</exception>
    public static async Task<ConsumeHost> StartAsync(ConsumeSettings settings, CancellationToken cancellationToken)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var account = builder.AddAccount(settings);
        if (settings.Section("Kafka") is { } kafka)
        {
            account.AddKafkaConsumer(kafka);
        }

        account.AddKafkaConsumer(options =>
        {
            foreach (var topic in settings.Topics)
            {
                options.Topics.Add(topic);
            }

            options.Consumer.BootstrapServers = settings.BootstrapServers;
            options.Consumer.GroupId = settings.Group;
            options.DeadLetterTopic = settings.DeadLetterTopic;
            options.WorkersPerPartition = settings.Workers;
            foreach (var (key, value) in settings.Kafka)
            {
                options.Consumer.Set(key, value);
            }
        });
        if (settings.ErasureTopic is { } topic)
        {
            account.AddKafkaErasures(options =>
            {
                options.Topic = topic;
                options.Client.BootstrapServers = settings.BootstrapServers;
                foreach (var (key, value) in settings.Kafka)
                {
                    options.Client.Set(key, value);
                }
            });
        }

        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ConsumeHost(host);
        }
        catch (Exception e) when (e is OptionsValidationException or DeliveryStoreException or ArgumentException or KafkaException)
        {
            host.Dispose();
            throw CommandHost.Failure(e);
        }
    }

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public void Dispose() => _host.Dispose();
}
