using Confluent.Kafka.Admin;
using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;

namespace Vidora.Integration.AotProbe;

/// <summary>A consumer group's member against the mock broker that librdkafka brings.</summary>
internal static class KafkaChecks
{
    public static Task RunAsync(Checks checks, LocalServices services) =>
        checks.RunAsync("a consumer forwards from Kafka", () => ConsumeAsync(services));

    private static async Task ConsumeAsync(LocalServices services)
    {
        var config = new ProducerConfig();
        config.Set("test.mock.num.brokers", "1");
        using var producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync("events", new Message<Null, byte[]> { Value = Documents.Batch.ToArray() });
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(60)).Brokers.Single();

        var builder = Host.CreateEmptyApplicationBuilder(null);
        var account = builder.Services.AddVidora();
        services.UseVidora(account);
        account
            .AddForwarding(options => options.QueueFile = ":memory:")
            .AddKafkaConsumer(options =>
            {
                options.Topics.Add("events");
                options.Consumer.BootstrapServers = $"{broker.Host}:{broker.Port}";
                options.Consumer.GroupId = "probe";
            });
        using var host = builder.Build();
        var before = services.Valid;
        await host.StartAsync();
        await services.WaitForEventsAsync(before + 3, TimeSpan.FromSeconds(60));
        Checks.Equal(before + 3, services.Valid, "the number of events received");
        Checks.True(host.Services.GetRequiredService<VidoraKafkaConsumer>().GetStatus().Partitions > 0, "the consumer has a partition");
        await host.StopAsync();
    }
}
