using Microsoft.Extensions.Hosting;

namespace Vidora.Integration.Kafka;

/// <summary>Runs an account's consumer while the host runs.</summary>
internal sealed class KafkaConsumerService(VidoraKafkaConsumer consumer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        consumer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => consumer.StopAsync(cancellationToken);
}
