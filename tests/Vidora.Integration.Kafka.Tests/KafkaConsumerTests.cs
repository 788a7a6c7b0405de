using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

[TestFixture]
public sealed class KafkaConsumerTests : IAsyncDisposable
{
    private const int Partitions = 4;
    private MockCluster _cluster = null!;
    private RecordingVidora _vidora = null!;

    [SetUp]
    public async Task Begin()
    {
        _cluster = new MockCluster();
        _cluster.CreateTopic("events", Partitions);
        _vidora = await RecordingVidora.StartAsync();
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _vidora.DisposeAsync();
        _cluster.Dispose();
    }

    [Test]
    public async Task Consume_Batches_ArriveOnceInOrderAndAreCommitted()
    {
        var ids = Batches.Produce(_cluster, messages: 400);
        var member = await StartAsync();

        await Eventually.IsAsync(() => _vidora.Count == ids.Count, "everything arrives");
        await member.StopAsync();

        Assert.That(_vidora.Accepted.Select(e => e.EventId), Is.EquivalentTo(ids));
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
        Assert.That(Committed(), Is.EqualTo(400));
        await member.DisposeAsync();
    }

    private Task<Member> StartAsync(Action<VidoraKafkaOptions>? configure = null) =>
        Member.StartAsync(_cluster.BootstrapServers, _vidora.Address, configure);

    private long Committed() => _cluster.Committed("vidora", "events", Partitions);
}
