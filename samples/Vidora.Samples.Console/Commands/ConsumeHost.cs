using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>The host of <c>vidora consume</c>, with nothing from configuration files or the environment.</summary>
internal sealed class ConsumeHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ConsumeHost(IHost host) => _host = host;

    public VidoraForwarder Forwarder => _host.Services.GetRequiredService<VidoraForwarder>();

    public VidoraKafkaConsumer Consumer => _host.Services.GetRequiredService<VidoraKafkaConsumer>();

    /// <exception cref="CommandFailedException">The account, the queue file or a setting of Kafka cannot be used.</exception>
    public static async Task<ConsumeHost> StartAsync(ConsumeSettings settings, CancellationToken cancellationToken)
    {
        var host = Build(settings);
        try
        {
            await host.StartAsync(cancellationToken);
            return new ConsumeHost(host);
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            host.Dispose();
            throw refusal;
        }
    }

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CommandFailedException? Refusal(Exception exception) => exception switch
    {
        OptionsValidationException { OptionsType: var type } options when type == typeof(VidoraKafkaOptions) => new(
            options.Failures.First().Replace("VidoraKafkaOptions.Consumer makes", "that makes", StringComparison.Ordinal)
                .Replace("VidoraKafkaOptions.WorkersPerPartition", "--workers", StringComparison.Ordinal)
                .Replace("VidoraKafkaOptions.DeadLetterTopic", "--dead-letter-topic", StringComparison.Ordinal)),
        OptionsValidationException options => VidoraAccount.Refusal(options),
        DeliveryStoreException => QueueOption.Refusal(exception),
        ArgumentException argument => CommandFailedException.Of(argument),
        _ => null,
    };

    private static IHost Build(ConsumeSettings settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = settings.To;
                options.ApiKey = settings.ApiKey;
                options.ApiSecret = settings.ApiSecret;
            })
            .AddForwarding(options => options.QueueFile = settings.QueueFile)
            .AddKafkaConsumer(options =>
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
        return builder.Build();
    }

    /// <summary>The command decides when the host stops.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
