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

    private static VidoraBuilder Add(VidoraBuilder builder, string topic) => builder
        .AddForwarding(options => options.QueueFile = ":memory:")
        .AddKafkaConsumer(options =>
        {
            options.Topics.Add(topic);
            options.Consumer.BootstrapServers = "127.0.0.1:1";
            options.Consumer.GroupId = "vidora";
        });
}
