using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.Tests;

[TestFixture]
public sealed class VidoraKafkaBuilderExtensionsTests
{
    [Test]
    public async Task AddKafkaConsumer_SeveralAccounts_EachHasItsOwn()
    {
        var services = new ServiceCollection();
        Add(services.AddVidora(options => options.ApiKey = "key"), "shop");
        Add(services.AddVidora("eu", options => options.ApiKey = "key"), "shop-eu");
        await using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<VidoraKafkaConsumer>().Account, Is.Empty);
        Assert.That(provider.GetRequiredKeyedService<VidoraKafkaConsumer>("eu").Account, Is.EqualTo("eu"));
        Assert.That(provider.GetServices<IHostedService>().Count(service => service is KafkaConsumerService), Is.EqualTo(2));
    }

    [Test]
    public async Task AddKafkaConsumer_Twice_IsOneConsumerWithBothSettings()
    {
        var services = new ServiceCollection();
        var builder = services.AddVidora(options => options.ApiKey = "key");
        Add(builder, "shop").AddKafkaConsumer(options => options.Topics.Add("app"));
        await using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetServices<IHostedService>().Count(service => service is KafkaConsumerService), Is.EqualTo(1));
        Assert.That(provider.GetRequiredService<IOptions<VidoraKafkaOptions>>().Value.Topics, Is.EqualTo(new[] { "shop", "app" }));
    }

    [Test]
    public async Task HealthCheck_OfAConsumerThatDoesNotRun_SaysSo()
    {
        var services = new ServiceCollection();
        Add(services.AddVidora("eu", options => options.ApiKey = "key"), "shop");
        await using var provider = services.BuildServiceProvider();

        var result = await provider.GetRequiredKeyedService<IHealthCheck>("eu").CheckHealthAsync(new HealthCheckContext());

        Assert.That(result.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(result.Description, Is.EqualTo("The Kafka consumer is not running."));
        Assert.That(result.Data.Keys, Is.EquivalentTo(new[] { "partitions", "paused_partitions", "in_flight", "lag" }));
    }

    [Test]
    public async Task AddKafkaConsumer_Section_SetsOptionsAndSettingsOfLibrdkafka()
    {
        await using var provider = Bound(
            "Topics:0=shop", "Consumer:BootstrapServers=kafka:9092", "Consumer:group.id=vidora", "Consumer:SaslPassword=secret", "WorkersPerPartition=3", "DrainTimeout=00:00:07");

        var options = provider.GetRequiredService<IOptions<VidoraKafkaOptions>>().Value;

        Assert.That((options.Topics.Single(), options.WorkersPerPartition, options.DrainTimeout), Is.EqualTo(("shop", 3, TimeSpan.FromSeconds(7))));
        Assert.That(
            (options.Consumer.BootstrapServers, options.Consumer.GroupId, options.Consumer.SaslPassword), Is.EqualTo(("kafka:9092", "vidora", "secret")));
    }

    [Test]
    public async Task AddKafkaConsumer_SettingsOfEventHubs_BindAndAreAcceptedByLibrdkafka()
    {
        await using var provider = Bound(
            "Topics:0=mparticle",
            "Consumer:BootstrapServers=acme.servicebus.windows.net:9093",
            "Consumer:GroupId=vidora",
            "Consumer:SecurityProtocol=sasl_ssl",
            "Consumer:SaslMechanism=PLAIN",
            "Consumer:SaslUsername=$ConnectionString",
            "Consumer:SaslPassword=Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=AAAA=",
            "Consumer:SocketKeepaliveEnable=true",
            "Consumer:MetadataMaxAgeMs=180000");

        var consumer = provider.GetRequiredService<IOptions<VidoraKafkaOptions>>().Value.Consumer;

        Assert.That((consumer.SaslMechanism, consumer.SaslUsername, consumer.MetadataMaxAgeMs), Is.EqualTo((SaslMechanism.Plain, "$ConnectionString", 180_000)));
        Assert.That(consumer.SaslPassword, Does.EndWith("SharedAccessKey=AAAA="));
        Assert.That(() => new ConsumerBuilder<byte[], byte[]>(consumer).Build().Dispose(), Throws.Nothing);
    }

    [TestCase("Topic:0=shop", "Kafka:Topic is not a setting", "Topics, Consumer")]
    [TestCase("WorkersPerPartition=many", "Kafka:WorkersPerPartition is \"many\"", "a whole number")]
    public async Task AddKafkaConsumer_SectionThatIsWrong_NamesKeyAndWhatIsRight(string setting, string wrong, string right)
    {
        await using var provider = Bound(setting);

        Assert.That(
            () => provider.GetRequiredService<IOptions<VidoraKafkaOptions>>().Value,
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(wrong).And.Message.Contains(right));
    }

    private static ServiceProvider Bound(params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => $"Kafka:{pair[0]}", pair => (string?)pair[1]))
            .Build();
        var services = new ServiceCollection();
        services.AddVidora(options => options.ApiKey = "key").AddKafkaConsumer(configuration.GetSection("Kafka"));
        return services.BuildServiceProvider();
    }

    private static VidoraBuilder Add(VidoraBuilder builder, string topic) => builder
        .AddForwarding(options => options.QueueFile = ":memory:")
        .AddKafkaConsumer(options =>
        {
            options.Topics.Add(topic);
            options.Consumer.BootstrapServers = "127.0.0.1:1";
            options.Consumer.GroupId = "vidora";
        });
}
