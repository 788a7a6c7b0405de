using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>A member of a consumer group, as an application has it.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _stopped;

    private Member(IHost host) => _host = host;

    public VidoraKafkaConsumer Consumer => _host.Services.GetRequiredService<VidoraKafkaConsumer>();

    public VidoraForwarder Forwarder => _host.Services.GetRequiredService<VidoraForwarder>();

    public IServiceProvider Services => _host.Services;

    public static async Task<Member> StartAsync(
        string bootstrapServers,
        Uri vidora,
        Action<VidoraKafkaOptions>? configure = null,
        ILoggerProvider? log = null,
        Action<IServiceCollection>? services = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = vidora;
                options.ApiKey = "key";
                options.MaxEventsPerRequest = 100;
            })
            .AddForwarding(options =>
            {
                options.QueueFile = ":memory:";
                options.FillDelay = TimeSpan.FromMilliseconds(5);
                options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(50);
                options.Sending.MaxRetryDelay = TimeSpan.FromMilliseconds(500);
            })
            .AddKafkaConsumer(options =>
            {
                options.Topics.Add("events");
                options.Consumer.BootstrapServers = bootstrapServers;
                options.Consumer.GroupId = "vidora";
                options.Consumer.SessionTimeoutMs = 3000;
                options.Consumer.HeartbeatIntervalMs = 200;
                options.Consumer.AutoCommitIntervalMs = 200;
                options.DrainTimeout = TimeSpan.FromSeconds(2);
                configure?.Invoke(options);
            });
        services?.Invoke(builder.Services);
        var member = new Member(builder.Build());
        await member._host.StartAsync();
        return member;
    }

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}
